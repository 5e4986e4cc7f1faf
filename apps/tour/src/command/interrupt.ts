/** A repeat within this time is the same key press: npm passes on a signal that the terminal sent as well. */
const SAME_PRESS = 500;

/** The exit codes that shells give for these signals. */
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** What a person's wish to stop has come to. */
export interface Interrupts {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  /** The exit code of the signal that came, or 0. */
  readonly code: () => number;
  /** Stops listening. */
  close(): void;
}

/** Listens for Ctrl-C and SIGTERM: the first stops cleanly, a second one quits at once. */
export function listenForInterrupts(quit: (code: number) => void): Interrupts {
  const controller = new AbortController();
  let code = 0;
  let first = 0;
  const on = (name: keyof typeof CODES) => () => {
    if (code === 0) {
      code = CODES[name];
      first = performance.now();
      controller.abort();
    } else if (performance.now() - first > SAME_PRESS) {
      quit(CODES[name]);
    }
  };
  const handlers = { SIGINT: on('SIGINT'), SIGTERM: on('SIGTERM') };
  process.on('SIGINT', handlers.SIGINT).on('SIGTERM', handlers.SIGTERM);
  return {
    signal: controller.signal,
    code: () => code,
    close() {
      process.off('SIGINT', handlers.SIGINT).off('SIGTERM', handlers.SIGTERM);
    },
  };
}
