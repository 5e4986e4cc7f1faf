import { expected } from '../check/describe';
import { engine } from '../engine/engine';
import { CORE } from '../generated/wasm';
import type { Pool, PoolMemory } from '../threads/pool';
import { instantiate } from './instantiate';
import type { Address, KernelModule, RawKernels } from './kernel-module';
import { allocateBytes, guardMemory } from './memory';
import { isShared } from './shared-memory';
import { type Call, type Kernels, runTogether, type Threads, withThreads } from './threaded';
import type { WasmBackend } from './wasm-backend';

interface Shared extends Threads {
  backend: WasmBackend | undefined;
  instances: Map<string, Instance>;
  scratch: number;
  scratchBytes: number;
  pool: Pool | undefined;
  isGathering: boolean;
  /** Memory beside scratch memory, for what parts of a job need in common. */
  rooms: { at: number; bytes: number };
}

/** A module over the running backend's memory: what it exports, which other modules import, and its kernels. */
interface Instance extends Kernels {
  readonly module: WebAssembly.Module;
  readonly raw: RawKernels;
}

// tfjs's registries are global, so ours is too: core's ESM and CJS builds may meet in one process.
const KEY = Symbol.for('@dl/core/kernels');
const holder = globalThis as { [KEY]?: Shared };
holder[KEY] ??= {
  backend: undefined,
  instances: new Map(),
  scratch: 0,
  scratchBytes: 0,
  pool: undefined,
  isGathering: false,
  known: new WeakMap(),
  rooms: { at: 0, bytes: 0 },
  room,
  integers: () => new Int32Array(wasmBackend().wasm.HEAPU8.buffer),
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
  return known?.[shared.pool ? 'cut' : 'kernels'] as K | undefined;
}

function load(module: KernelModule): Instance | undefined {
  if (typeof module?.name !== 'string' || typeof module.plain !== 'string') {
    throw new TypeError(expected('kernelsOf: module', 'a module of kernels', module));
  }
  // Every other module may call core's own kernels.
  const isCore = module.name === CORE.name;
  const core = isCore ? undefined : (shared.instances.get(CORE.name) ?? load(CORE));
  const made = instantiate(module, memoryOf(wasmBackend()), core?.raw);
  if (made === undefined) return undefined;
  shared.instances.set(module.name, { ...made, ...withThreads(module, made.raw, shared) });
  shared.pool?.add({ ...made, isCore });
  return shared.instances.get(module.name);
}

/**
 * Runs calls of kernels that do not depend on each other: together, on the threads that there are, where they are worth it
 * (`nanoseconds` on one thread, all of them), else one after the other. An argument named `scratch` is each thread's own.
 *
 * @throws TypeError for other arguments; what a kernel throws; RangeError where there is no room for the scratch memory of every thread
 */
export function together(nanoseconds: number, calls: (call: Call) => void): void {
  if (typeof nanoseconds !== 'number') {
    throw new TypeError(expected('together: nanoseconds', 'a number', nanoseconds));
  }
  if (typeof calls !== 'function') {
    throw new TypeError(expected('together: calls', 'a function', calls));
  }
  runTogether(shared, nanoseconds, calls);
}

/**
 * Runs `f`, whose kernels do not depend on each other and allocate nothing: their parts are one job, which has run when it
 * ends. What is not worth threads runs at once.
 */
export function allTogether(f: () => void): void {
  const { pool } = shared;
  if (pool === undefined || shared.isGathering) {
    f();
    return;
  }
  pool.clear();
  shared.isGathering = true;
  try {
    f();
    pool.run();
  } finally {
    shared.isGathering = false;
  }
}

/** The memory that threads would share; undefined where it is private, or no wasm backend runs. */
export function memoryForThreads(): PoolMemory | undefined {
  const { backend } = shared;
  const memory = backend && memoryOf(backend);
  if (backend === undefined || memory === undefined || !isShared(memory)) return undefined;
  return {
    memory,
    allocate: (bytes) => allocateBytes(backend, bytes),
    free: (at) => backend.wasm._free(at),
  };
}

/** Runs kernels on the threads of `pool` from now on, or on one; ends the pool before it. */
export function usePool(pool: Pool | undefined): void {
  shared.pool?.close();
  shared.pool = pool;
  if (pool === undefined) return;
  for (const [name, { module, raw }] of shared.instances) {
    pool.add({ module, raw, isCore: name === CORE.name });
  }
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
    const old = shared.scratch;
    [shared.scratch, shared.scratchBytes] = [0, 0];
    shared.scratch = instead(old, bytes);
    shared.scratchBytes = bytes;
  }
  return shared.scratch as Address;
}

function room(bytes: number): Address {
  const { rooms } = shared;
  if (bytes > rooms.bytes) {
    const old = rooms.at;
    [rooms.at, rooms.bytes] = [0, 0];
    rooms.at = instead(old, bytes);
    rooms.bytes = bytes;
  }
  return rooms.at as Address;
}

/** The address of `bytes` of memory; `old` is given back. */
function instead(old: number, bytes: number): number {
  const backend = wasmBackend();
  if (old !== 0) backend.wasm._free(old);
  const at = allocateBytes(backend, bytes);
  if (at === 0) throw noScratch(bytes);
  return at;
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
  shared.rooms = { at: 0, bytes: 0 };
  shared.pool?.close();
  shared.pool = undefined;
}

function memoryOf({ wasm }: WasmBackend): WebAssembly.Memory {
  const memory = wasm.wasmMemory ?? wasm.asm?.memory;
  if (memory === undefined) {
    throw new Error('kernelsOf: expected the memory of tfjs-backend-wasm 4.22, found none');
  }
  return memory;
}
