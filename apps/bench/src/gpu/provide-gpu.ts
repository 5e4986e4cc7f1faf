import { createRequire } from 'node:module';

/** Gives Node `navigator.gpu` by Dawn, for libraries that look for it. */
export function provideGpu(): void {
  const { create, globals } = createRequire(import.meta.url)('webgpu');
  Object.assign(globalThis, globals);
  const value = { gpu: create([]), userAgent: 'node' };
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true, writable: true });
}

/** An adapter: the first line of a side. */
export interface AdapterLine {
  /** Only counts mean something: asked for by `--small`, or the adapter is one in software. */
  readonly quick: boolean;
  readonly adapter: object;
  readonly features: readonly string[];
  readonly limits: object;
}

/** What the adapter says of itself and of what it can do. */
export async function adapterLine(): Promise<AdapterLine> {
  const { gpu } = globalThis.navigator as unknown as { gpu: Gpu };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new Error('gpu: expected an adapter, got none');
  const { vendor, architecture, device, description } = adapter.info;
  const limits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const told = { vendor, architecture, device, description };
  const quick = process.argv.includes('--small') || SOFTWARE.test(Object.values(told).join(' '));
  return { quick, adapter: told, features: [...adapter.features], limits };
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupsPerDimension',
];

interface Gpu {
  requestAdapter(options: object): Promise<{
    readonly info: Record<string, string>;
    readonly features: Iterable<string>;
    readonly limits: Record<string, number>;
  } | null>;
}
