import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import type { BatchLoader } from '../data/batches';

/** What `fit` goes through, epoch after epoch. */
export type EpochData<B> = Iterable<B> | AsyncIterable<B>;

/** The loader's side of it, where it is one. */
type Loader<B> = Partial<Pick<BatchLoader<B>, 'batchesPerEpoch' | 'iterateFrom' | 'epochs'>>;

/** The batches of several epochs. */
export interface EpochBatches<B> extends AsyncIterable<B> {
  iterateFrom(batch: number): AsyncGenerator<B, void, void>;
  /** The epoch that they are in, from 0. */
  readonly epoch: number;
  /** How many there are; undefined if the data do not tell. */
  readonly count: number | undefined;
}

/**
 * The batches of several epochs, one after the other.
 *
 * @param ended is waited for after each epoch, before the first batch of the next; true ends it
 * @throws TypeError for what does not iterate; RangeError for a loader that has epochs itself, or data that are over after one
 */
export function overEpochs<B>(
  where: string,
  data: EpochData<B>,
  epochs: number,
  ended: (epoch: number) => Promise<boolean>,
): EpochBatches<B> {
  const { batchesPerEpoch, iterateFrom, epochs: own = 1 } = (data ?? {}) as Loader<B>;
  if (own !== 1) {
    throw new RangeError(expected(`${where}: data: epochs`, '1, since fit has epochs', own));
  }
  expectBatches(where, 'data', data);
  let current = 0;
  async function* from(batch: number): AsyncGenerator<B, void, void> {
    let skip = batch;
    for (let epoch = 0; epoch < epochs; epoch++) {
      current = epoch;
      let some = false;
      const positioned = iterateFrom !== undefined && batchesPerEpoch !== undefined;
      const first = positioned ? Math.min(skip, batchesPerEpoch) : 0;
      skip -= first;
      for await (const one of positioned ? iterateFrom.call(data, first) : data) {
        some = true;
        if (skip > 0) {
          skip--;
          tf.dispose(one as tf.TensorContainer);
        } else yield one;
      }
      if (!some && first === 0) {
        const got = epoch === 0 ? 'none' : `none in epoch ${epoch + 1}: they were over after one`;
        throw new RangeError(`${where}: data: expected batches, got ${got}`);
      }
      // An epoch that was passed over whole has been judged already.
      const isPassed = positioned ? first === batchesPerEpoch : skip > 0;
      if (!isPassed && (await ended(epoch))) return;
    }
  }
  return {
    iterateFrom: from,
    [Symbol.asyncIterator]: () => from(0),
    count: batchesPerEpoch && batchesPerEpoch * epochs,
    get epoch() {
      return current;
    },
  };
}

/** @throws TypeError for what does not iterate, or is a text */
export function expectBatches(where: string, name: string, data: unknown): void {
  const source = Object(data) as Partial<Iterable<unknown> & AsyncIterable<unknown>>;
  const iterate = source[Symbol.asyncIterator] ?? source[Symbol.iterator];
  if (typeof iterate === 'function' && typeof data === 'object') return;
  throw new TypeError(expected(`${where}: ${name}`, 'batches', data));
}
