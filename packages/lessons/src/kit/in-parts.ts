/** A run over many things that is cut into parts. */
interface PartsOptions {
  /** Of all, and of a part at most. */
  readonly count: number;
  readonly size: number;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
}

/** Calls `work` with one part after the other, from `start` to before `end`; between two the event loop turns, so that a Ctrl-C arrives. */
export async function inParts(
  { count, size, signal }: PartsOptions,
  work: (start: number, end: number) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < count && !signal?.aborted; start += size) {
    await work(start, Math.min(start + size, count));
    await new Promise((resolve) => setTimeout(resolve));
  }
}
