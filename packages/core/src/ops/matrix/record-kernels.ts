/** The functions of one module. */
type Kernels = Record<string, (...args: unknown[]) => unknown>;

/** Runs `f`, and gives the names of all WASM kernels that it called. Twice, since some are compiled by the first run. */
export function recordKernels(f: () => unknown): string[] {
  const shared = (
    globalThis as unknown as Record<
      symbol,
      { instances: Map<string, { raw: unknown; kernels: Kernels }> }
    >
  )[Symbol.for('@dl/core/kernels')] as {
    instances: Map<string, { raw: unknown; kernels: Kernels }>;
  };
  f();
  const called = new Set<string>();
  const own = [...shared.instances];
  for (const [name, { raw, kernels }] of own) {
    const seen = Object.entries(kernels).map(([kernel, run]) => {
      const recorded = (...args: unknown[]) => {
        called.add(kernel);
        return run(...args);
      };
      return [kernel, typeof run === 'function' ? recorded : run];
    });
    shared.instances.set(name, { raw, kernels: Object.fromEntries(seen) });
  }
  try {
    f();
  } finally {
    for (const [name, instance] of own) shared.instances.set(name, instance);
  }
  return [...called];
}
