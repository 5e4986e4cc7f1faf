import type { TokenBatch, TokenBatches } from '@dl/text';

/** Some batches, part by part: what `fit` takes as epochs. */
export interface BatchParts extends AsyncIterable<TokenBatch> {
  readonly parts: number;
  readonly batchesPerEpoch: number;
  /** The batches of the next part, from number `skip` of it on. */
  iterateFrom(skip: number): AsyncGenerator<TokenBatch, void, void>;
}

/** The first `count` batches in parts of `size`; the last has what is left. Each part is gone through once, one after the other. */
export function partsOf(
  batches: TokenBatches,
  { count, size }: { count: number; size: number },
): BatchParts {
  let part = 0;
  async function* iterateFrom(skip: number): AsyncGenerator<TokenBatch, void, void> {
    const begin = part++ * size;
    for (let i = begin + skip; i < Math.min(begin + size, count); i++) yield await batches.at(i);
  }
  return {
    parts: Math.ceil(count / size),
    batchesPerEpoch: size,
    iterateFrom,
    [Symbol.asyncIterator]: () => iterateFrom(0),
  };
}
