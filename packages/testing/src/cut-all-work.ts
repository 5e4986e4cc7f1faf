import { ALL_WORK, runningPool, thresholdsOf } from './running-pool';

type Env = Record<string, string | undefined>;
const vite = (import.meta as unknown as { env?: Env }).env;
const node = (globalThis as { process?: { env?: Env } }).process?.env;

/** Where the project asks for it (`DL_CUT_ALL`), kernels are cut for threads however little there is to do. */
export function cutAllWork(): void {
  if ((node?.DL_CUT_ALL ?? vite?.DL_CUT_ALL) !== 'true') return;
  const pool = runningPool();
  // Where there is one core there are no threads.
  if (pool !== undefined) Object.assign(thresholdsOf(pool), ALL_WORK);
}
