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

/** The hardware adapter that WebGPU would use, or undefined: no WebGPU, or one in software only. */
export async function hardwareAdapter(): Promise<AdapterInfo | undefined> {
  const { gpu } = (globalThis.navigator ?? {}) as {
    gpu?: { requestAdapter(options: object): Promise<Adapter | null> };
  };
  const adapter = await gpu
    ?.requestAdapter({ powerPreference: 'high-performance' })
    .catch(() => null);
  if (!adapter?.info || adapter.isFallbackAdapter || adapter.info.isFallbackAdapter)
    return undefined;
  const { vendor, architecture, device, description } = adapter.info;
  if (SOFTWARE.test(`${vendor} ${architecture} ${device} ${description}`)) return undefined;
  return adapter.info;
}
