import type { KernelExports } from '../../wasm/kernel-module';

/** Runs `f`, and gives the names of all WASM kernels that it called. Twice, since some are compiled by the first run. */
export function recordKernels(f: () => unknown): string[] {
  const shared = (
    globalThis as unknown as Record<symbol, { instances: Map<string, KernelExports> }>
  )[Symbol.for('@dl/core/kernels')] as { instances: Map<string, KernelExports> };
  f();
  const called = new Set<string>();
  const own = [...shared.instances];
  for (const [name, exports] of own) {
    const seen = Object.entries(exports).map(([kernel, run]) => {
      const recorded = (...args: number[]) => {
        called.add(kernel);
        return run(...args);
      };
      return [kernel, typeof run === 'function' ? recorded : run];
    });
    shared.instances.set(name, Object.fromEntries(seen));
  }
  try {
    f();
  } finally {
    for (const [name, exports] of own) shared.instances.set(name, exports);
  }
  return [...called];
}
