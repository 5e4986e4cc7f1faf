const { DL_BACKEND } = (import.meta as unknown as { env: Record<string, string | undefined> }).env;

/** The backend that this run of the tests asked for: each project of vitest.config.ts names one. */
export const backendName = (DL_BACKEND ?? 'wasm') as 'wasm' | 'cpu' | 'webgpu';
