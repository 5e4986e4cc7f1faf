import { expected } from '../check/describe';
import type { OptionCheck } from '../check/options';
import { builtin } from '../engine/builtin';
import { isIsolated, isNode } from '../engine/detect';
import { MOST_THREADS } from '../threads/words';

/** How many threads run kernels: a number, or as many as suit the machine. */
export type ThreadCount = 'auto' | number;

/** Beyond so many a process of Node gains little, and others are to run too. */
const MOST_OF_NODE = 8;

/** Checks `setup`'s option `threads`. */
export const expectThreads: OptionCheck = (where, name, value) => {
  if (value === 'auto') return;
  const rule = `"auto" or an integer from 1 to ${MOST_THREADS}`;
  const text = expected(`${where}: ${name}`, rule, value);
  if (typeof value !== 'number') throw new TypeError(text);
  if (!(Number.isInteger(value) && value >= 1 && value <= MOST_THREADS)) throw new RangeError(text);
};

/**
 * The threads that may run, the main one counted. `auto`: in Node `availableParallelism()`, at most 8, and 1 in a worker, which
 * is itself one of several; in a page that is isolated, and its workers, `hardwareConcurrency`; 1 elsewhere.
 */
export function threadCount(asked: ThreadCount): number {
  if (typeof asked === 'number') return asked;
  if (isNode()) {
    // Deno's web workers say that they are main threads.
    const { isMainThread } = builtin('node:worker_threads');
    if (!isMainThread || 'WorkerGlobalScope' in globalThis) return 1;
    return Math.min(MOST_OF_NODE, builtin('node:os').availableParallelism());
  }
  const cores = globalThis.navigator?.hardwareConcurrency ?? 1;
  return isIsolated() ? Math.min(MOST_THREADS, Math.max(1, cores)) : 1;
}
