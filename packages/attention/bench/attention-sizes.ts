/** Heads that attend, each over its own keys. */
export interface AttentionSizes {
  batch: number;
  heads: number;
  length: number;
  depth: number;
}

/** Throughput. */
export const LARGE: AttentionSizes = { batch: 8, heads: 8, length: 256, depth: 64 };

/** Memory. */
export const LONG: AttentionSizes = { batch: 1, heads: 8, length: 2048, depth: 64 };

/** The sizes for people. */
export function describe({ batch, heads, length, depth }: AttentionSizes): string {
  return `batch ${batch}, heads ${heads}, length ${length}, depth ${depth}`;
}
