import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** The AssemblyScript compiler takes some hundred megabytes, and each thread has to become warm. */
const MOST = 4;

/**
 * Runs `jobs` of `compileKernels`, each `{ folder, name, relaxed }`, on as many threads as there are cores, at most 4, in
 * their order. Gives their results in that order; `onDone` is called after each.
 *
 * @throws Error of the first that fails
 */
export async function compileAll(jobs, { onDone, threads = availableParallelism() } = {}) {
  const results = new Array(jobs.length);
  const waiting = jobs.map((job, index) => ({ job, index }));
  const workers = [];
  const work = (worker) =>
    new Promise((resolve, reject) => {
      let current;
      const next = () => {
        current = waiting.shift();
        if (current === undefined) resolve();
        else worker.postMessage(current.job);
      };
      worker.on('error', reject);
      worker.on('message', ({ result, error }) => {
        if (error !== undefined) return reject(new Error(error));
        results[current.index] = result;
        onDone?.();
        next();
      });
      next();
    });
  try {
    const count = Math.min(threads, MOST, jobs.length);
    for (let i = 0; i < count; i++) {
      workers.push(new Worker(new URL('./compile-worker.mjs', import.meta.url)));
    }
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}
