import { LIMITS, within } from './within';

/** What a browser says of its GPU. */
export interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device?: string;
  readonly description?: string;
}

interface Adapter {
  readonly info?: AdapterInfo & { readonly isFallbackAdapter?: boolean };
  readonly isFallbackAdapter?: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

/**
 * The hardware adapter that WebGPU would use, or undefined: no WebGPU, one in software only, or none that answers
 * within 10 s.
 */
export async function hardwareAdapter(): Promise<AdapterInfo | undefined> {
  const { gpu } = (globalThis.navigator ?? {}) as {
    gpu?: { requestAdapter(options: object): Promise<Adapter | null> };
  };
  if (!gpu) return undefined;
  const request = gpu.requestAdapter({ powerPreference: 'high-performance' });
  const adapter = await within(LIMITS.answer, 'an adapter', request).catch(() => null);
  if (!adapter?.info || adapter.isFallbackAdapter || adapter.info.isFallbackAdapter)
    return undefined;
  const { vendor, architecture, device, description } = adapter.info;
  if (SOFTWARE.test(`${vendor} ${architecture} ${device} ${description}`)) return undefined;
  return adapter.info;
}
