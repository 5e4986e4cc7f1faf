import type { Rng } from '@dl/core';
import {
  expected,
  expectPositiveInteger,
  expectRng,
  LARGEST,
  type OptionCheck,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { expectId } from '../check/text';
import { batchesByLength } from './batches-by-length';
import { expectIdPair, type IdPair } from './id-pair';
import { type PairBatch, pairBatch } from './pair-batch';

/** What batches of pairs are told. */
export interface PairBatchesOptions {
  /** The most words of a batch, both sides and padding included. */
  readonly tokens: number;
  readonly sos: number;
  readonly eos: number;
  /** Shuffles them anew in each epoch. Default: by length. */
  readonly rng?: Rng;
}

const idOption: OptionCheck = (where, name, value) =>
  expectId(where, name, value as number, LARGEST);

const OPTIONS: OptionChecks<PairBatchesOptions> = {
  tokens: expectPositiveInteger,
  sos: idOption,
  eos: idOption,
  rng: (where, name, value) => expectRng(where, value as Rng, name),
};

/**
 * Pairs in batches of like lengths, epoch after epoch without an end; each epoch has the same number of batches in another order. What
 * `train` takes as `batches`, and what a resumed run goes on with.
 */
export class PairBatches implements Iterable<PairBatch> {
  readonly perEpoch: number;
  readonly #pairs: readonly IdPair[];
  readonly #options: PairBatchesOptions;
  readonly #lengths: readonly (readonly [number, number])[];

  /** @throws TypeError, RangeError if a pair is not two lists of ids or is longer than a batch, or an option is invalid */
  constructor(pairs: readonly IdPair[], options: PairBatchesOptions) {
    const where = 'PairBatches';
    this.#options = readOptions(where, options, OPTIONS) as PairBatchesOptions;
    // They are required.
    expectPositiveInteger(where, 'tokens', this.#options.tokens);
    for (const name of ['sos', 'eos'] as const) idOption(where, name, this.#options[name]);
    if (!Array.isArray(pairs) || pairs.length === 0) {
      throw new TypeError(expected(`${where}: pairs`, 'an array with a pair or more', pairs));
    }
    for (const [i, pair] of pairs.entries()) expectIdPair(where, `pairs.${i}`, pair);
    this.#pairs = pairs;
    const { tokens } = this.#options;
    for (const [i, [source, target]] of pairs.entries()) {
      const size = source.length + target.length + 1;
      if (size > tokens) {
        throw new RangeError(expected(`${where}: pairs.${i}`, `at most ${tokens} tokens`, size));
      }
    }
    // With the end, or the beginning, that is put to the target.
    this.#lengths = pairs.map(([source, target]) => [source.length, target.length + 1]);
    this.perEpoch = this.#order(0).length;
  }

  [Symbol.iterator](): Iterator<PairBatch> {
    return this.iterateFrom(0);
  }

  /** The batches from number `batch` on, which a resumed run goes on with. */
  *iterateFrom(batch: number): Generator<PairBatch, void, void> {
    let skip = batch % this.perEpoch;
    for (let epoch = Math.floor(batch / this.perEpoch); ; epoch++) {
      yield* this.epoch(epoch, skip);
      skip = 0;
    }
  }

  /** Each batch once. */
  once(): Generator<PairBatch, void, void> {
    return this.epoch(0);
  }

  /** The batches of an epoch, in its order, from number `skip` on. */
  *epoch(epoch: number, skip = 0): Generator<PairBatch, void, void> {
    for (const own of this.#order(epoch).slice(skip)) yield this.#batch(own);
  }

  #order(epoch: number): number[][] {
    const { tokens, rng } = this.#options;
    return batchesByLength(this.#lengths, { tokens, ...(rng && { rng: rng.fold(epoch) }) }).batches;
  }

  #batch(own: readonly number[]): PairBatch {
    const { sos, eos } = this.#options;
    return pairBatch(
      own.map((i) => this.#pairs[i] as IdPair),
      { sos, eos },
    );
  }
}
