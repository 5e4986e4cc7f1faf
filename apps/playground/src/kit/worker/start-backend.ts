import { type Runtime, setup } from '@dl/core';
import type { Backend } from '../kit-settings';
import type { RuntimeReport } from './protocol';

/**
 * Starts the backend that was asked for, or the next one that starts: WASM, then JavaScript. Any adapter will do for
 * WebGPU, since a person asked for it.
 */
export async function startBackend(
  wanted: Backend,
): Promise<{ runtime: Runtime; report: RuntimeReport }> {
  const backends: Backend[] = (await hasWebgpu()) ? ['wasm', 'webgpu', 'cpu'] : ['wasm', 'cpu'];
  let refused: RuntimeReport['refused'];
  for (const backend of new Set<Backend>([wanted, 'wasm', 'cpu'])) {
    try {
      if (!backends.includes(backend)) throw new Error('navigator.gpu: no adapter');
      const runtime = await setup({ backend });
      const { threads, simd } = runtime;
      const isolated = globalThis.crossOriginIsolated === true;
      return { runtime, report: { backend, threads, simd, isolated, backends, refused } };
    } catch (error) {
      refused ??= { backend, reason: (error as Error).message };
    }
  }
  throw new Error(refused?.reason);
}

async function hasWebgpu(): Promise<boolean> {
  const { gpu } = globalThis.navigator as {
    gpu?: { requestAdapter(): Promise<object | null> };
  };
  const adapter = await gpu?.requestAdapter().catch(() => null);
  return adapter !== null && adapter !== undefined;
}
