declare const kind: unique symbol;

/** Where something lies in the WASM memory, as kernels take it: a number of bytes that no size is to be confused with. */
export type Address = number & { readonly [kind]: 'address' };

/** For a kernel's argument that there is not. */
export const NOWHERE = 0 as Address;

/** What lies so many bytes behind. */
export function behind(address: Address, bytes: number): Address {
  return (address + bytes) as Address;
}

/** As `behind`; what is nowhere stays there. */
export function further(address: Address, bytes: number): Address {
  return address === NOWHERE ? NOWHERE : behind(address, bytes);
}

/** WASM kernels in hexadecimal, for engines with and without fused multiply-add; `K` are their functions. */
export interface KernelModule<K = unknown> {
  /** Unique: the package's name, with a part's behind it if it has several. */
  readonly name: string;
  /** SIMD that every engine with WASM SIMD takes. */
  readonly plain: string;
  /** What turns them into those with fused multiply-add (relaxed SIMD). */
  readonly relaxedDelta: string;
  /** The kernels out of what the module exports, where some of them are called by names. */
  // biome-ignore lint/suspicious/noExplicitAny: what WebAssembly exports has no types
  readonly adapt?: (raw: any) => K;
  /** Which argument of a kernel is its scratch memory, of those that have such: each thread has its own. */
  readonly scratch?: Readonly<Record<string, number>>;
  /** Those of the kernels that several threads run together. */
  readonly slices?: Slices<K>;
}

/** How kernels are cut, by their names. */
export type Slices<K> = { readonly [N in keyof K]?: Slicing<K[N]> };

/** A kernel that cuts its work into calls of `whole` that do not depend on each other, and gives the same bits as one. */
export type Slicing<F> = (whole: F, cut: Cut<F>) => F;

/** What takes the parts of a kernel's work, and runs them on several threads. */
export interface Cut<F> {
  /** Whether so many nanoseconds of work (on one thread) are worth it, and several threads are there. */
  begin(nanoseconds: number): boolean;
  /** How many threads there are, and into how many parts the work is to be cut. */
  readonly threads: number;
  readonly parts: number;
  /** Of how many of `n` a part is to be: a multiple of `grain`. */
  step(n: number, grain: number): number;
  /** The address of `bytes` of memory that lasts until the job has run. */
  room(bytes: number): Address;
  /** WASM memory as it is now, as numbers of 32 bits. */
  integers(): Int32Array;
  add(...args: F extends (...args: infer A) => unknown ? A : never): void;
  /** Runs what was added. */
  run(): void;
}

/** What a kernel module exports, by name. */
// biome-ignore lint/suspicious/noExplicitAny: a module's own types say more
export type RawKernels = Record<string, (...args: any[]) => number>;
