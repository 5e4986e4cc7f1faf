import { expected } from '../check/describe';
import { engine } from '../engine/engine';
import { instantiate } from './instantiate';
import type { KernelExports, KernelModule } from './kernel-module';
import { allocateBytes, guardMemory } from './memory';
import type { WasmBackend } from './wasm-backend';

interface Shared {
  readonly modules: Map<string, KernelModule>;
  backend: WasmBackend | undefined;
  instances: Map<string, KernelExports>;
  scratch: number;
  scratchBytes: number;
}

// tfjs's registries are global, so ours is too: core's ESM and CJS builds may meet in one process.
const KEY = Symbol.for('@dl/core/kernels');
const holder = globalThis as { [KEY]?: Shared };
holder[KEY] ??= {
  modules: new Map(),
  backend: undefined,
  instances: new Map(),
  scratch: 0,
  scratchBytes: 0,
};
const shared: Shared = holder[KEY];

/**
 * Makes a package's kernels known; nothing is compiled until a WASM backend runs.
 *
 * @throws TypeError if it is not a module of kernels
 */
export function registerKernels(module: KernelModule): void {
  if (typeof module?.name !== 'string' || typeof module.plain !== 'string') {
    throw new TypeError(expected('registerKernels: module', 'a module of kernels', module));
  }
  if (!shared.modules.has(module.name)) shared.modules.set(module.name, module);
}

/**
 * The kernels of a module that is registered under a name, or of `module` itself (which is then
 * registered: an op that nobody calls costs no bytes and no start); undefined where the running
 * backend is not wasm (or lacks SIMD): the caller then takes its composite path. Instantiated at
 * first use.
 */
export function kernelsOf(module: string | KernelModule): KernelExports | undefined {
  if (engine.backendName !== 'wasm') return undefined;
  if (engine.backendInstance !== (shared.backend as unknown)) attach();
  const name = typeof module === 'string' ? module : module?.name;
  const known = shared.instances.get(name);
  if (known !== undefined) return known;
  if (typeof module === 'object') registerKernels(module);
  const found = shared.modules.get(name);
  if (found === undefined) return undefined;
  // Every other module may call core's own kernels.
  const core = name === CORE ? {} : (kernelsOf(CORE) ?? {});
  const exports = instantiate(found, memoryOf(wasmBackend()), core);
  if (exports !== undefined) shared.instances.set(name, exports);
  return exports;
}

/** The name under which core's kernels are registered. */
export const CORE = '@dl/core';

/**
 * tfjs's running wasm backend; call it only where `kernelsOf` has given kernels.
 *
 * @throws Error if none has run
 */
export function wasmBackend(): WasmBackend {
  return shared.backend ?? noBackend();
}

function noBackend(): never {
  throw new Error('kernels: expected the wasm backend, got none: call await setup() first');
}

/**
 * The address of at least `bytes` of scratch memory; what it holds lasts until the next call.
 *
 * @throws RangeError where WASM memory is full
 */
export function scratch(bytes: number): number {
  if (typeof bytes !== 'number' || !(bytes >= 0)) throw noScratch(bytes);
  if (bytes > shared.scratchBytes) {
    const backend = wasmBackend();
    const old = shared.scratch;
    [shared.scratch, shared.scratchBytes] = [0, 0];
    if (old !== 0) backend.wasm._free(old);
    shared.scratch = allocateBytes(backend, bytes);
    shared.scratchBytes = shared.scratch === 0 ? 0 : bytes;
    if (shared.scratch === 0) throw noScratch(bytes);
  }
  return shared.scratch;
}

function noScratch(bytes: number): RangeError {
  return new RangeError(
    Number.isFinite(bytes) && bytes >= 0
      ? `scratch: expected room for ${bytes} bytes, got no WASM memory`
      : expected('scratch: bytes', 'a number of bytes', bytes),
  );
}

/** Compiles what is registered; `setup()` calls it so that no first step pays for it. */
export function instantiateKernels(): string[] {
  return [...shared.modules.keys()].filter((name) => kernelsOf(name) !== undefined);
}

function attach(): void {
  const backend = engine.backend as unknown as WasmBackend;
  guardMemory(backend);
  shared.backend = backend;
  shared.instances = new Map();
  shared.scratch = 0;
  shared.scratchBytes = 0;
}

function memoryOf({ wasm }: WasmBackend): WebAssembly.Memory {
  const memory = wasm.wasmMemory ?? wasm.asm?.memory;
  if (memory === undefined) {
    throw new Error('registerKernels: expected the memory of tfjs-backend-wasm 4.22, found none');
  }
  return memory;
}
