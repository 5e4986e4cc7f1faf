import '../src/generated/gradients.js';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Starts tfjs by itself, with its own kernels and gradients (the file imported above is nothing else),
 * and without its checks, as fast as it goes. Its name with version and backend.
 */
export async function startTfjs(backend: 'wasm' | 'cpu'): Promise<string> {
  if (backend === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  else await import('@tensorflow/tfjs-backend-cpu');
  tf.enableProdMode();
  if (!(await tf.setBackend(backend))) {
    throw new Error(`startTfjs: expected ${backend} to start, got ${tf.getBackend()}`);
  }
  return `tfjs ${tf.version_core} ${backend}`;
}
