/** The functions of one module. */
type Kernels = Record<string, (...args: unknown[]) => unknown>;

interface Shared {
  instances: Map<string, { kernels: Kernels }>;
  pool: unknown;
}

/** Runs `f`, and gives the names of all WASM kernels that it called. Twice, since some are compiled by the first run. */
export function recordKernels(f: () => unknown): string[] {
  const shared = (globalThis as unknown as Record<symbol, Shared>)[
    Symbol.for('@dl/core/kernels')
  ] as Shared;
  f();
  // On one thread: a job calls what WebAssembly exports.
  const { pool } = shared;
  shared.pool = undefined;
  const called = new Set<string>();
  const own = [...shared.instances];
  for (const [name, instance] of own) {
    const { kernels } = instance;
    const seen = Object.entries(kernels).map(([kernel, run]) => {
      const recorded = (...args: unknown[]) => {
        called.add(kernel);
        return run(...args);
      };
      return [kernel, typeof run === 'function' ? recorded : run];
    });
    shared.instances.set(name, { ...instance, kernels: Object.fromEntries(seen) });
  }
  try {
    f();
  } finally {
    shared.pool = pool;
    for (const [name, instance] of own) shared.instances.set(name, instance);
  }
  return [...called];
}
