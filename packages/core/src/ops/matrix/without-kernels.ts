interface Shared {
  instances: { get(name: string): { raw: object; kernels: undefined } | undefined };
}

/**
 * Runs `f` where no module has kernels, though the wasm backend runs: on an engine without SIMD it is so, and each op takes
 * the ops that a gradient of its gradient takes.
 */
export function withoutKernels<T>(f: () => T): T {
  const shared = (globalThis as unknown as Record<symbol, Shared>)[
    Symbol.for('@dl/core/kernels')
  ] as Shared;
  const { instances } = shared;
  shared.instances = { get: () => ({ raw: {}, kernels: undefined }) };
  try {
    return f();
  } finally {
    shared.instances = instances;
  }
}
