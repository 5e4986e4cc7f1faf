/** A GPUAdapter. */
export interface GpuAdapter {
  readonly info: object;
  readonly features: { has(name: string): boolean };
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(descriptor: object): Promise<object>;
}

/** What programs may use where the adapter has it: tfjs's own device has the first only. */
const FEATURES = ['timestamp-query', 'shader-f16', 'subgroups'];

/** As much as the adapter gives: WebGPU's own are those of the smallest phones. */
const LIMITS = [
  'maxBufferSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
];

/**
 * The device of an adapter, with the features that it has of ours, and its limits.
 *
 * @throws what the adapter says, if it gives none even without them
 */
export async function requestDevice(adapter: GpuAdapter): Promise<object> {
  const { features, limits } = adapter;
  const requiredFeatures = FEATURES.filter((name) => features.has(name));
  const known = LIMITS.filter((name) => limits[name] !== undefined);
  const requiredLimits = Object.fromEntries(known.map((name) => [name, limits[name]]));
  try {
    return await adapter.requestDevice({ requiredFeatures, requiredLimits });
  } catch {
    // A browser may say more of its adapter than it gives.
    return await adapter.requestDevice({ requiredLimits });
  }
}
