/** A thread of `compileAll`. */
import { setFlagsFromString } from 'node:v8';
import { parentPort } from 'node:worker_threads';

// Binaryen is WebAssembly that is done before it pays to optimise it: a third of a short compilation.
setFlagsFromString('--liftoff-only');
const { compileKernels } = await import('./compile-kernels.mjs');

parentPort.on('message', async ({ folder, ...options }) => {
  try {
    parentPort.postMessage({ result: await compileKernels(folder, options) });
  } catch (error) {
    parentPort.postMessage({ error: error.message });
  }
});
