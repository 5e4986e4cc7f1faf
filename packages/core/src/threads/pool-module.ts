/** A function of a kernel module, as WebAssembly exports it. */
// biome-ignore lint/suspicious/noExplicitAny: a module's own types say more
export type RawKernel = (...args: any[]) => unknown;

/** A module whose kernels threads may run. */
export interface PoolModule {
  readonly module: WebAssembly.Module;
  readonly raw: Readonly<Record<string, RawKernel>>;
  readonly isCore: boolean;
}
