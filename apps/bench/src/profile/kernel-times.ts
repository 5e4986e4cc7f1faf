import type { Work } from '../row';

/** What one kernel took, a run. */
export interface KernelTime {
  name: string;
  calls: number;
  ms: number;
}

type Exports = Record<string, (...args: unknown[]) => unknown>;

/** Where core keeps the running kernels, by package. */
const KEY = Symbol.for('@dl/core/kernels');

/** The running kernels of our packages. */
export function instances(): Map<string, Exports> {
  const shared = (globalThis as { [KEY]?: { instances: Map<string, Exports> } })[KEY];
  return shared?.instances ?? new Map();
}

/** Runs the work with a clock around each call of a kernel; the slowest kernel first. */
export async function timeKernels(work: Work, times: number): Promise<KernelTime[]> {
  const originals = [...instances()];
  const totals = new Map<string, KernelTime>();
  for (const [name, exports] of originals) instances().set(name, clocked(exports, totals));
  try {
    await work(times);
  } finally {
    for (const [name, exports] of originals) instances().set(name, exports);
  }
  return [...totals.values()]
    .map(({ name, calls, ms }) => ({ name, calls: calls / times, ms: ms / times }))
    .sort((a, b) => b.ms - a.ms);
}

function clocked(exports: Exports, totals: Map<string, KernelTime>): Exports {
  const entries = Object.entries(exports).map(([name, kernel]) => {
    if (typeof kernel !== 'function') return [name, kernel];
    const call = (...args: unknown[]) => {
      const start = performance.now();
      const result = kernel(...args);
      const ms = performance.now() - start;
      const total = totals.get(name) ?? { name, calls: 0, ms: 0 };
      total.calls++;
      total.ms += ms;
      totals.set(name, total);
      return result;
    };
    return [name, call];
  });
  return Object.fromEntries(entries);
}
