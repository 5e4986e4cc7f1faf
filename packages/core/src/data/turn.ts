/**
 * How long steps may run before the event loop gets a turn, in ms: timers, drawing and signals need it.
 * Asked after a step, so that two steps of under 8 ms, or one of more, lie between turns: 16 ms at most.
 */
const SLICE = 8;

/** Gives the event loop a turn when the last one is long enough ago. */
export class Turns {
  #last = performance.now();

  /** Whether a turn is due. Cheap: asked at every step. */
  due(): boolean {
    return performance.now() - this.#last >= SLICE;
  }

  /** Waits for one turn. */
  async take(): Promise<void> {
    await macrotask();
    this.#last = performance.now();
  }
}

/** A task, not a microtask: `setTimeout` would add the 4 ms that browsers put between nested timers. */
function macrotask(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve));
  // jsdom in Jest has neither.
  if (typeof MessageChannel !== 'function') return new Promise((resolve) => setTimeout(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
