/** WASM kernels in hexadecimal, for engines with and without fused multiply-add. */
export interface KernelModule {
  /** Unique: the package's name, with a part's behind it if it has several. */
  readonly name: string;
  /** SIMD that every engine with WASM SIMD takes. */
  readonly plain: string;
  /** What turns them into those with fused multiply-add (relaxed SIMD). */
  readonly relaxedDelta: string;
}

/** The functions that a kernel module exports: addresses and sizes in, numbers out. */
// biome-ignore lint/suspicious/noExplicitAny: each package narrows this to its own kernels
export type KernelExports = Record<string, (...args: any[]) => number>;
