import type { Pool, RawKernel } from '../threads/pool';
import type { Address, Cut, KernelModule, RawKernels } from './kernel-module';

/** What threads need of a kernel: what WebAssembly exports, and how its arguments lie. */
export interface Known {
  readonly raw: RawKernel;
  readonly scratchAt: number;
  /** The arguments by their places, of a kernel that is called by their names. */
  readonly place: ((args: never) => number[]) | undefined;
}

/** What runs kernels, where several threads do. */
export interface Threads {
  readonly pool: Pool | undefined;
  /** Bytes of the scratch memory that the running op has asked for. */
  readonly scratchBytes: number;
  /** Whether the parts of several kernels become one job. */
  readonly isGathering: boolean;
  /** Memory that lasts until it is asked for again. */
  room(bytes: number): Address;
  /** WASM memory as it is now, as numbers of 32 bits. */
  integers(): Int32Array;
  // biome-ignore lint/complexity/noBannedTypes: a kernel of any arguments
  readonly known: WeakMap<Function, Known>;
}

/** The kernels of a module in both forms. */
export interface Kernels {
  /** For one thread. */
  readonly kernels: unknown;
  /** Those that the module says how to cut run on the threads that there are. */
  readonly cut: unknown;
}

/** The kernels of a module out of what it exports. */
export function withThreads(module: KernelModule, raw: RawKernels, threads: Threads): Kernels {
  const kernels = (module.adapt?.(raw) ?? raw) as RawKernels;
  const cut: Record<string, RawKernel> = { ...kernels };
  const places = module.adapt?.(listing(raw)) as RawKernels | undefined;
  for (const [name, kernel] of Object.entries(kernels)) {
    if (typeof kernel !== 'function') continue;
    const own: Known = {
      raw: raw[name] as RawKernel,
      scratchAt: module.scratch?.[name] ?? -1,
      place: kernel === raw[name] ? undefined : (places?.[name] as never),
    };
    threads.known.set(kernel, own);
    const slicing = (
      module.slices as Record<string, (whole: RawKernel, cut: unknown) => RawKernel>
    )?.[name];
    if (slicing === undefined) continue;
    cut[name] = slicing(kernel, new Parts(own, threads));
    threads.known.set(cut[name], own);
  }
  return { kernels, cut };
}

/** Functions that give their arguments back as a list. */
function listing(raw: RawKernels): Record<string, unknown> {
  const list = (...args: number[]) => args;
  return Object.fromEntries(Object.keys(raw).map((name) => [name, list]));
}

class Parts implements Cut<(...args: never[]) => unknown> {
  readonly #kernel: Known;
  readonly #threads: Threads;
  #parts = 2;

  constructor(kernel: Known, threads: Threads) {
    this.#kernel = kernel;
    this.#threads = threads;
  }

  begin(nanoseconds: number): boolean {
    const { pool, scratchBytes } = this.#threads;
    if (pool === undefined || !pool.isWorth(nanoseconds)) return false;
    if (!this.#threads.isGathering) pool.clear();
    this.#parts = pool.partsOf(nanoseconds);
    if (this.#kernel.scratchAt >= 0) pool.reserve(scratchBytes);
    return true;
  }

  get parts(): number {
    return this.#parts;
  }

  get threads(): number {
    return this.#pool.threads;
  }

  step(n: number, grain: number): number {
    return grain * Math.ceil(n / (grain * this.#parts));
  }

  room(bytes: number): Address {
    return this.#threads.room(bytes);
  }

  integers(): Int32Array {
    return this.#threads.integers();
  }

  add(...args: never[]): void {
    callIn(this.#pool, this.#kernel, args);
  }

  run(): void {
    if (!this.#threads.isGathering) this.#pool.run();
  }

  get #pool(): Pool {
    return this.#threads.pool as Pool;
  }
}

function callIn(pool: Pool, { raw, scratchAt, place }: Known, args: never[]): void {
  pool.call(raw, scratchAt, place === undefined ? args : place(args[0] as never));
}

/** Calls a kernel, now or together with others. */
export type Call = <A extends unknown[]>(kernel: (...args: A) => unknown, ...args: A) => void;

/**
 * Runs calls of kernels that do not depend on each other, on the threads that there are; where they cost little (`nanoseconds`
 * on one thread, all together), one after the other.
 */
export function runTogether(
  threads: Threads,
  nanoseconds: number,
  calls: (call: Call) => void,
): void {
  const { pool, scratchBytes } = threads;
  if (pool === undefined || !pool.isWorth(nanoseconds)) {
    calls((kernel, ...args) => void kernel(...args));
    return;
  }
  pool.clear();
  pool.reserve(scratchBytes);
  calls((kernel, ...args) => {
    const own = threads.known.get(kernel);
    if (own === undefined) throw new TypeError('together: expected a kernel of a module');
    callIn(pool, own, args as unknown as never[]);
  });
  pool.run();
}
