import { expected } from '../check/describe';
import { engine } from '../engine/engine';
import { CORE } from '../generated/wasm';
import { instantiate } from './instantiate';
import type { Address, KernelModule, RawKernels } from './kernel-module';
import { allocateBytes, guardMemory } from './memory';
import type { WasmBackend } from './wasm-backend';

interface Shared {
  backend: WasmBackend | undefined;
  instances: Map<string, Instance>;
  scratch: number;
  scratchBytes: number;
}

/** A module over the running backend's memory: what it exports, which other modules import, and its kernels. */
interface Instance {
  readonly raw: RawKernels;
  readonly kernels: unknown;
}

// tfjs's registries are global, so ours is too: core's ESM and CJS builds may meet in one process.
const KEY = Symbol.for('@dl/core/kernels');
const holder = globalThis as { [KEY]?: Shared };
holder[KEY] ??= {
  backend: undefined,
  instances: new Map(),
  scratch: 0,
  scratchBytes: 0,
};
/** What runs; `backend` is undefined until `kernelsOf` has given kernels. */
export const shared: Shared = holder[KEY];

/**
 * The kernels of a module; undefined where the running backend is not wasm (or lacks SIMD): the caller then takes its
 * composite path. Compiled at the first use: an op that nobody calls costs no start, and no bytes.
 */
export function kernelsOf<K>(module: KernelModule<K>): K | undefined {
  if (engine.backendName !== 'wasm') return undefined;
  if (engine.backendInstance !== (shared.backend as unknown)) attach();
  const known = shared.instances.get(module?.name) ?? load(module);
  return known?.kernels as K | undefined;
}

function load(module: KernelModule): Instance | undefined {
  if (typeof module?.name !== 'string' || typeof module.plain !== 'string') {
    throw new TypeError(expected('kernelsOf: module', 'a module of kernels', module));
  }
  // Every other module may call core's own kernels.
  const isCore = module.name === CORE.name;
  const core = isCore ? undefined : (shared.instances.get(CORE.name) ?? load(CORE));
  const raw = instantiate(module, memoryOf(wasmBackend()), core?.raw);
  if (raw === undefined) return undefined;
  const instance = { raw, kernels: module.adapt?.(raw) ?? raw };
  shared.instances.set(module.name, instance);
  return instance;
}

/**
 * tfjs's running wasm backend; call it only where `kernelsOf` has given kernels.
 *
 * @throws Error if none has run
 */
export function wasmBackend(): WasmBackend {
  return shared.backend ?? noBackend();
}

/** @throws Error always: there is no wasm backend */
export function noBackend(): never {
  throw new Error('kernels: expected the wasm backend, got none: call await setup() first');
}

/**
 * The address of at least `bytes` of scratch memory; what it holds lasts until the next call.
 *
 * @throws RangeError where WASM memory is full
 */
export function scratch(bytes: number): Address {
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
  return shared.scratch as Address;
}

function noScratch(bytes: number): RangeError {
  return new RangeError(
    Number.isFinite(bytes) && bytes >= 0
      ? `scratch: expected room for ${bytes} bytes, got no WASM memory`
      : expected('scratch: bytes', 'a number of bytes', bytes),
  );
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
    throw new Error('kernelsOf: expected the memory of tfjs-backend-wasm 4.22, found none');
  }
  return memory;
}
