/** Where each generator stood at its first draw of a run, or (`again`) stands in the second run. */
interface Run {
  readonly counters: Map<object, number>;
  readonly again: boolean;
  readonly outer: Run | undefined;
}

// Core's ESM and CJS builds may meet in one process: a checkpoint of one may draw from a generator of the other.
const KEY = Symbol.for('@dl/core/replay');
const place = globalThis as { [KEY]?: { running: Run | undefined } };
place[KEY] ??= { running: undefined };
const shared = place[KEY];

/** What `recordDraws` saw, for `replayDraws`. */
export type Draws = ReadonlyMap<object, number>;

/** Runs `f`, and notes where each generator that it draws from stood. */
export function recordDraws<T>(f: () => T): { value: T; draws: Draws } {
  const counters = new Map<object, number>();
  return { value: within({ counters, again: false, outer: shared.running }, f), draws: counters };
}

/** Runs `f` with the draws of an earlier run. Outside of `f` all generators stand as before. */
export function replayDraws<T>(draws: Draws, f: () => T): T {
  return within({ counters: new Map(draws), again: true, outer: shared.running }, f);
}

function within<T>(run: Run, f: () => T): T {
  shared.running = run;
  try {
    return f();
  } finally {
    shared.running = run.outer;
  }
}

/**
 * Sees each draw of `rng`, whose counter is `own` and is to move on by `by`. In a run that is made
 * again it gives the counter to draw from instead; else undefined.
 */
export function replayed(rng: object, own: number, by: number): number | undefined {
  if (shared.running === undefined) return undefined;
  const fresh: Run[] = [];
  let from: number | undefined;
  for (
    let run: Run | undefined = shared.running;
    run !== undefined && from === undefined;
    run = run.outer
  ) {
    if (!run.again) {
      if (!run.counters.has(rng)) fresh.push(run);
      continue;
    }
    from = run.counters.get(rng);
    if (from !== undefined) run.counters.set(rng, from + by);
  }
  for (const { counters } of fresh) counters.set(rng, from ?? own);
  return from;
}

/** Whether a function is being run a second time for its gradient: then running statistics rest. */
export function isRecomputing(): boolean {
  let run = shared.running;
  while (run !== undefined && !run.again) run = run.outer;
  return run !== undefined;
}
