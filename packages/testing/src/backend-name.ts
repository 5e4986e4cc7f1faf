type Env = Record<string, string | undefined>;
const vite = (import.meta as unknown as { env?: Env }).env;
const node = (globalThis as { process?: { env?: Env } }).process?.env;
const name = node?.DL_BACKEND ?? vite?.DL_BACKEND;
if (name !== 'wasm' && name !== 'cpu' && name !== 'webgpu') {
  // A default would let a whole project run on another backend than it says.
  throw new Error(`DL_BACKEND: expected wasm, cpu or webgpu, got ${name}`);
}

/** The backend that this run of the tests asked for: each project of vitest.config.ts names one. */
export const backendName: 'wasm' | 'cpu' | 'webgpu' = name;
