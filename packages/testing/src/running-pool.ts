/** What tests ask of core's pool of threads; core is not imported, whose tests import this. */
export interface RunningPool {
  readonly threads: number;
  readonly jobs: number;
  /** How many calls workers have run. */
  readonly byWorkers: number;
  isWorth(nanoseconds: number): boolean;
}

/** What work must be worth before it is cut: of the class of pools. */
export interface Thresholds {
  worth: { awake: number; asleep: number; part: number };
  beforeStart: number;
}

/** All work is cut, however little it is. */
export const ALL_WORK: Thresholds = { worth: { awake: 0, asleep: 0, part: 1 }, beforeStart: 0 };

/** The pool that runs kernels; undefined where one thread does. */
export function runningPool(): RunningPool | undefined {
  const shared = (globalThis as unknown as Record<symbol, { pool?: RunningPool } | undefined>)[
    Symbol.for('@dl/core/kernels')
  ];
  return shared?.pool;
}

/** The thresholds of the class of a pool. */
export function thresholdsOf(pool: RunningPool): Thresholds {
  return pool.constructor as unknown as Thresholds;
}

/** Starts the workers of a pool and waits until they take work; all work has to be cut. */
export async function untilReady(pool: RunningPool): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    if (pool.isWorth(1e9)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('untilReady: expected workers that are ready within 5 s, got none');
}

/** Whether memory may be shared here: in Node, and in pages that are isolated. */
export function mayShareMemory(): boolean {
  const { process, crossOriginIsolated } = globalThis as {
    process?: { versions?: { node?: string } };
    crossOriginIsolated?: boolean;
  };
  return process?.versions?.node !== undefined || crossOriginIsolated === true;
}
