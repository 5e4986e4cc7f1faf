import { JAVASCRIPT, type Trace } from './recorder';

/** What one kernel took, a run. */
export interface CallTime {
  readonly name: string;
  readonly calls: number;
  readonly ms: number;
  /** JavaScript between it and the next call. */
  readonly msAfter: number;
}

/** Each segment of a run at its fastest, added up. */
export interface Least {
  /** Runs that made the same calls, of all. */
  readonly runs: number;
  readonly of: number;
  readonly ms: number;
  /** Of it outside of kernels. */
  readonly msJavaScript: number;
  /** The slowest first. */
  readonly calls: readonly CallTime[];
}

/**
 * The minimum of each segment over all runs that make the same calls, of several kinds of runs the most frequent. What
 * else the machine does falls on other segments in each run, and so does the garbage collector: neither is counted.
 */
export function leastOf(traces: readonly Trace[]): Least {
  const kinds = new Map<string, Trace[]>();
  for (const trace of traces) {
    const key = trace.labels.join('\n');
    kinds.set(key, [...(kinds.get(key) ?? []), trace]);
  }
  const [same = []] = [...kinds.values()].sort((a, b) => b.length - a.length);
  const { labels = [], calls = new Map<string, number>() } = same[0] ?? {};
  const least = labels.map((_, i) => Math.min(...same.map(({ ms }) => ms[i] as number)));
  const own = new Map<string, number>();
  const after = new Map<string, number>();
  let last = JAVASCRIPT;
  for (const [i, label] of labels.entries()) {
    add(own, label, least[i] as number);
    if (label === JAVASCRIPT) add(after, last, least[i] as number);
    last = label;
  }
  const times = [...calls].map(([name, count]) => {
    return { name, calls: count, ms: own.get(name) ?? 0, msAfter: after.get(name) ?? 0 };
  });
  return {
    runs: same.length,
    of: traces.length,
    ms: least.reduce((sum, ms) => sum + ms, 0),
    msJavaScript: own.get(JAVASCRIPT) ?? 0,
    calls: times.sort((a, b) => b.ms - a.ms),
  };
}

function add(sums: Map<string, number>, name: string, ms: number): void {
  sums.set(name, (sums.get(name) ?? 0) + ms);
}
