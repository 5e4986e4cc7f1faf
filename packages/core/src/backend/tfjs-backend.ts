import * as tf from '@tensorflow/tfjs-core';
import { reasonOf } from './wasm-module';

/*
 * tfjs's other backends are optional peers: what runs on WASM installs none of them. The `try` is what tells esbuild and
 * webpack that one may be missing.
 */

/** Loads tfjs's cpu backend, which registers itself. @throws Error that names the package, where it is not installed */
export async function loadCpuBackend(): Promise<void> {
  try {
    await import('@tensorflow/tfjs-backend-cpu');
  } catch (cause) {
    throw missing('cpu', cause);
  }
}

/** The same of tfjs's WebGPU backend; gives its class. */
export async function loadWebgpuBackend() {
  try {
    return (await import('@tensorflow/tfjs-backend-webgpu')).WebGPUBackend;
  } catch (cause) {
    throw missing('webgpu', cause);
  }
}

function missing(backend: string, cause: unknown): Error {
  const name = `@tensorflow/tfjs-backend-${backend}`;
  const cure = `npm install ${name}@${tf.version_core}, or backend: "wasm"`;
  // What Node says goes on for lines.
  const [reason] = reasonOf(cause).split('\n');
  return new Error(
    `setup: backend: ${backend}: expected the package ${name}, got «${reason}»; ${cure}`,
    { cause },
  );
}
