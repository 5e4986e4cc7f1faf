import type { Rng } from '@dl/core';
import {
  expected,
  expectFunction,
  expectInteger,
  expectPositiveInteger,
  expectRng,
  LARGEST,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import type { TokenSource } from './token-source';

/** Rows of a corpus, and behind each token the one that follows. */
export interface TokenBatch {
  /** int32 [rows, context] */
  readonly ids: tf.Tensor2D;
  /** int32 [rows, context]: `ids` a token later. */
  readonly labels: tf.Tensor2D;
  /** int32 [rows, context]: which document of the row a token is of; undefined without `boundary`. */
  readonly segments?: tf.Tensor2D;
}

/** How a corpus is cut into batches. */
export interface TokenBatchesOptions {
  /** Rows of a batch. Required. */
  size: number;
  /** Tokens of a row. Required. */
  context: number;
  /** Shuffles the rows of each epoch, which begin at another token each time. Default: in their order, each token once. */
  rng?: Rng | undefined;
  /** The token that begins a document: `segments` tell then which document of its row a token is of. Default: none. */
  boundary?: number | undefined;
}

const OPTIONS: OptionChecks<TokenBatchesOptions> = {
  size: expectPositiveInteger,
  context: expectPositiveInteger,
  rng: (where, name, value) => expectRng(where, value as Rng, name),
  boundary: (where, name, value) => expectInteger(where, name, value as number, 0, LARGEST),
};

/** The order of an epoch's rows, and the token that the first one begins at. */
interface EpochOrder {
  readonly epoch: number;
  readonly rows: Int32Array | undefined;
  readonly offset: number;
}

/**
 * A corpus as rows of `context` tokens, epoch after epoch without an end: documents packed one behind the other, none of them padded. What
 * `train` takes as `batches`; a resumed run goes on with the batch that it would have come to. Only the rows of a batch are in memory.
 *
 * ```ts
 * const batches = new TokenBatches(corpus, { size: 12, context: 64, rng: random(1) });
 * ```
 */
export class TokenBatches implements AsyncIterable<TokenBatch> {
  /** Batches of an epoch; the last has what is left. */
  readonly perEpoch: number;
  readonly #source: TokenSource;
  readonly #options: TokenBatchesOptions;
  readonly #rows: number;
  /** The order of the epoch that was asked for last. */
  #order: EpochOrder | undefined;

  /** @throws TypeError, RangeError for options, and for fewer tokens than a row and the one behind it */
  constructor(source: TokenSource, options: TokenBatchesOptions) {
    const where = 'TokenBatches';
    this.#options = readOptions(where, options, OPTIONS) as TokenBatchesOptions;
    const { size, context, rng } = this.#options;
    // They are required.
    expectPositiveInteger(where, 'size', size);
    expectPositiveInteger(where, 'context', context);
    expectFunction(where, 'source.read', Object(source).read);
    const { length } = source;
    if (!(length > context)) {
      const rule = `more than the ${context} tokens of a row`;
      throw new RangeError(expected(`${where}: source.length`, rule, length));
    }
    this.#source = source;
    const whole = Math.floor((length - 1) / context);
    // Rows that begin later leave out one, unless there is only one.
    this.#rows = rng === undefined ? whole : Math.max(1, whole - 1);
    this.perEpoch = Math.ceil(this.#rows / size);
  }

  [Symbol.asyncIterator](): AsyncIterator<TokenBatch> {
    return this.iterateFrom(0);
  }

  /** The batches from number `batch` on. @throws RangeError for ids of the source that are not below its `vocabSize` */
  async *iterateFrom(batch: number): AsyncGenerator<TokenBatch, void, void> {
    for (let i = batch; ; i++) yield await this.at(i);
  }

  /** Each batch of the first epoch once. */
  async *once(): AsyncGenerator<TokenBatch, void, void> {
    for (let i = 0; i < this.perEpoch; i++) yield await this.at(i);
  }

  /** Batch number `batch`, counted over all epochs; its tensors are the caller's. */
  async at(batch: number): Promise<TokenBatch> {
    expectInteger('TokenBatches.at', 'batch', batch, 0);
    const { size, context } = this.#options;
    const { rows, offset } = this.#orderOf(Math.floor(batch / this.perEpoch));
    const first = (batch % this.perEpoch) * size;
    const count = Math.min(size, this.#rows - first);
    const parts = Array.from({ length: count }, (_, i) => {
      const begin = offset + context * (rows?.[first + i] ?? first + i);
      return this.#source.read(begin, begin + context + 1);
    });
    return this.#batchOf(await Promise.all(parts));
  }

  #batchOf(parts: readonly ArrayLike<number>[]): TokenBatch {
    const { context, boundary } = this.#options;
    const shape: [number, number] = [parts.length, context];
    const [ids, labels] = [0, 1].map((shift) => {
      const values = new Int32Array(parts.length * context);
      for (const [row, part] of parts.entries()) {
        for (let i = 0; i < context; i++) values[row * context + i] = part[i + shift] as number;
      }
      return values;
    }) as [Int32Array, Int32Array];
    const tensor = (values: Int32Array) => tf.tensor2d(values, shape, 'int32');
    const batch = { ids: tensor(ids), labels: tensor(labels) };
    if (boundary === undefined) return batch;
    return { ...batch, segments: tensor(segmentsOf(ids, context, boundary)) };
  }

  #orderOf(epoch: number): Pick<EpochOrder, 'rows' | 'offset'> {
    const { rng, context } = this.#options;
    if (rng === undefined) return { rows: undefined, offset: 0 };
    if (this.#order?.epoch !== epoch) {
      const own = rng.fold(epoch);
      const slack = Math.min(context, this.#source.length - context * this.#rows);
      const offset = own.fold('offset').int(0, slack);
      this.#order = { epoch, rows: own.permutation(this.#rows), offset };
    }
    return this.#order;
  }
}

/** Of each token which document of its row it is of, from 0. */
function segmentsOf(ids: Int32Array, context: number, boundary: number): Int32Array {
  const segments = new Int32Array(ids.length);
  for (let i = 0, at = 0; i < ids.length; i++) {
    if (i % context === 0) at = 0;
    else if (ids[i] === boundary) at++;
    segments[i] = at;
  }
  return segments;
}
