declare const kind: unique symbol;

/** Where something lies in the WASM memory, as kernels take it: a number of bytes that no size is to be confused with. */
export type Address = number & { readonly [kind]: 'address' };

/** For a kernel's argument that there is not. */
export const NOWHERE = 0 as Address;

/** What lies so many bytes behind. */
export function behind(address: Address, bytes: number): Address {
  return (address + bytes) as Address;
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
}

/** What a kernel module exports, by name. */
// biome-ignore lint/suspicious/noExplicitAny: a module's own types say more
export type RawKernels = Record<string, (...args: any[]) => number>;
