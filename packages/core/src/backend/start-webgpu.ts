import * as tf from '@tensorflow/tfjs-core';
import { isLost, watchDevice } from '../gpu/device-lost';
import { gpuBackend } from '../gpu/gpu-backend';
import { provideGpuPrograms } from '../gpu/gpu-programs';
import { type GpuAdapter, requestDevice } from './gpu-device';
import { GPU_PROGRAMS } from './gpu-programs';
import { start } from './start';
import { loadWebgpuBackend } from './tfjs-backend';
import type { AdapterInfo } from './webgpu';

// Loaded with the webgpu backend only.

/**
 * Starts tfjs's backend on a device of our own, in place of one whose device is lost. One that somebody else has started
 * stays as it is.
 */
export async function startWebgpu(hint: string): Promise<AdapterInfo | undefined> {
  // `findBackend` would start it.
  const { registry } = tf.engine() as unknown as { registry: Record<string, object | undefined> };
  const running = registry.webgpu;
  if (running === undefined || isLost(running)) provideOwnDevice(await loadWebgpuBackend());
  await start('webgpu', hint);
  provideGpuPrograms(GPU_PROGRAMS);
  const backend = gpuBackend();
  watchDevice(backend);
  return (backend as { adapterInfo?: AdapterInfo }).adapterInfo;
}

type Backend = Awaited<ReturnType<typeof loadWebgpuBackend>>;

function provideOwnDevice(Backend: Backend): void {
  if (tf.findBackendFactory('webgpu') !== null) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => makeBackend(Backend), PRIORITY);
}

/** tfjs's. */
const PRIORITY = 3;

async function makeBackend(Backend: Backend): Promise<tf.KernelBackend> {
  const { gpu } = globalThis.navigator as unknown as {
    gpu: { requestAdapter(options: object): Promise<GpuAdapter | null> };
  };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new Error('no adapter answers');
  const device = await requestDevice(adapter);
  return new Backend(device as never, adapter.info as never);
}
