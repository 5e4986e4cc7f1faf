type Env = Record<string, string | undefined>;
const vite = (import.meta as unknown as { env?: Env }).env;
const node = (globalThis as { process?: { env?: Env } }).process?.env;

interface Pool {
  worth: { awake: number; asleep: number; part: number };
  beforeStart: number;
}

/** Where the project asks for it (`DL_CUT_ALL`), kernels are cut for threads however little there is to do. */
export function cutAllWork(): void {
  if ((node?.DL_CUT_ALL ?? vite?.DL_CUT_ALL) !== 'true') return;
  const shared = (globalThis as unknown as Record<symbol, { pool?: object } | undefined>)[
    Symbol.for('@dl/core/kernels')
  ];
  const pool = shared?.pool;
  // Where there is one core there are no threads.
  if (pool === undefined) return;
  Object.assign(pool.constructor as unknown as Pool, {
    worth: { awake: 0, asleep: 0, part: 1 },
    beforeStart: 0,
  });
}
