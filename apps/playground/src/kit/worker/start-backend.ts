import { type Runtime, setup } from '@dl/core';
import type { Backend } from '../kit-settings';
import type { RuntimeReport } from './protocol';

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

/**
 * Starts the backend that was asked for, or the next one that starts: WASM, then JavaScript. Any adapter will do for
 * WebGPU, since a person asked for it.
 */
export async function startBackend(
  wanted: Backend,
): Promise<{ runtime: Runtime; report: RuntimeReport }> {
  const adapter = await findAdapter();
  const backends: Backend[] = adapter ? ['wasm', 'webgpu', 'cpu'] : ['wasm', 'cpu'];
  let refused: RuntimeReport['refused'];
  for (const backend of new Set<Backend>([wanted, 'wasm', 'cpu'])) {
    try {
      if (!backends.includes(backend)) throw new Error('navigator.gpu: no adapter');
      const runtime = await setup({ backend });
      const { threads, simd } = runtime;
      const isolated = globalThis.crossOriginIsolated === true;
      const software = backend === 'webgpu' && isSoftware(adapter);
      const report = { backend, threads, simd, isolated, software, backends, refused };
      return { runtime, report };
    } catch (error) {
      refused ??= { backend, reason: (error as Error).message };
    }
  }
  throw new Error(refused?.reason);
}

interface Adapter {
  readonly info?: { readonly [name in 'vendor' | 'architecture' | 'description']: string };
}

async function findAdapter(): Promise<Adapter | undefined> {
  const { gpu } = globalThis.navigator as {
    gpu?: { requestAdapter(): Promise<Adapter | null> };
  };
  return (await gpu?.requestAdapter().catch(() => null)) ?? undefined;
}

function isSoftware({ info }: Adapter = {}): boolean {
  return SOFTWARE.test(`${info?.vendor} ${info?.architecture} ${info?.description}`);
}
