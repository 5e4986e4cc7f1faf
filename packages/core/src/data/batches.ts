import { expectFlag, expectFunction } from '../check/choice';
import { expected } from '../check/describe';
import { expectInteger, expectPositiveInteger } from '../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';
import { expectRng } from '../random/expect-rng';
import type { Rng } from '../random/random';
import { type Collated, collate as stack } from './collate';
import { type ColumnBatch, type Columns, isColumns, openColumns } from './columns';
import { groupStream, permuted, type Stream, streamOf } from './groups';
import { mapped } from './mapped';
import { prefetch as keepReady, MOST_READY } from './prefetch';
import { Turns } from './turn';

export interface BatchOptions {
  /** Examples a batch; the last of an epoch holds what is left. */
  size: number;
  /** Draws another order for each epoch. Default: the order of the data. */
  shuffle?: Rng;
  /** Leaves out a last batch that is smaller than `size`. Default false. */
  dropLast?: boolean;
  /** How often the data are gone through in one iteration; `Infinity` never ends. Default 1. */
  epochs?: number;
  /** How many batches are made before they are asked for, while the consumer waits for something. Default 0. */
  prefetch?: number;
}

export interface ExampleOptions<E, X, B> extends BatchOptions {
  /** What becomes of an example before it is put into a batch: decoding, augmentation. */
  map?: (example: E) => X | Promise<X>;
  /** Makes a batch of its examples. Default `collate`. */
  collate?: (examples: X[]) => B | Promise<B>;
  /** Of a stream: how many examples wait, of which each next one is drawn. Default 1000. */
  buffer?: number;
}

/**
 * Batches, made when they are asked for. Each iteration goes through the data anew, in an order of its own.
 * The tensors of a batch belong to who takes it: dispose of them, or hand the whole to `train`, which does.
 */
export interface BatchLoader<B> extends AsyncIterable<B> {
  /** Batches an epoch; undefined for a stream. */
  readonly batchesPerEpoch: number | undefined;
  /** How often an iteration goes through the data. */
  readonly epochs: number;
  /**
   * Iterates from a batch on, counted over all epochs, without making those before it: the same batches as an
   * iteration that got there. `train` resumes by it.
   */
  iterateFrom(batch: number): AsyncGenerator<B, void, void>;
}

/**
 * Batches of a data set, as `torch.utils.data.DataLoader`: of columns, of an array of examples, or of a stream of them.
 *
 * ```ts
 * const loader = batches({ x: { data: pixels, shape: [60000, 28, 28, 1] }, y: labels }, { size: 128, shuffle: random(0), epochs: 5 });
 * for await (const { step } of train({ …, batches: loader, loss: ({ x, y }) => softmaxCrossEntropy(model.forward(x), y) })) …
 * ```
 *
 * - Columns have one value or one row an example: typed arrays, plain arrays of numbers or of rows of them, tensors (which stay the
 *   caller's). A batch has a tensor a column: int32 of integer typed arrays, float32 of the others. Whole numbers in a plain
 *   array, one an example, are class indices, and int32; a quantity goes into a `Float32Array`.
 * - Examples are anything that `collate` takes: numbers, typed arrays, tuples or objects of them.
 * - A stream is an iterable, sync or async; or a function that opens one anew, which more than one epoch may need.
 *   It is shuffled through a buffer.
 *
 * @throws RangeError, TypeError, ShapeError for options and data that do not fit, at once; of an example, when its
 *   batch is made
 */
export function batches<C extends Columns>(
  source: C,
  options: BatchOptions,
): BatchLoader<ColumnBatch<C>>;
export function batches<E, X = E, B = Collated<X>>(
  source: Stream<E>,
  options: ExampleOptions<E, X, B>,
): BatchLoader<B>;
export function batches<E, B>(
  source: Columns | Stream<E>,
  given: ExampleOptions<E, unknown, B>,
): BatchLoader<B> {
  const options = readOptions<ExampleOptions<E, unknown, B>>('batches', given, OPTIONS);
  expectPositiveInteger('batches', 'size', options.size);
  const { size, dropLast = false, epochs = 1, prefetch = 0, shuffle, buffer = 1000 } = options;
  if (isColumns(source)) {
    const columns = openColumns(source, options);
    return loader(
      (rng) => permuted(columns.count, size, dropLast, rng),
      (rows) => columns.take(rows) as B,
      groupCount(columns.count, size, dropLast),
    );
  }
  const make = (examples: E[]) => {
    const { map, collate = stack as (examples: unknown[]) => B } = options;
    return map ? mapped(examples, map, collate) : collate(examples);
  };
  if (Array.isArray(source)) {
    return loader(
      (rng) => permuted(source.length, size, dropLast, rng),
      (rows) => make(Array.from(rows, (row) => source[row] as E)),
      groupCount(source.length, size, dropLast),
    );
  }
  const open = streamOf(source, epochs);
  return loader((rng) => groupStream(open(), size, dropLast, rng && { rng, buffer }), make);

  function loader<G>(
    groups: (rng: Rng | undefined) => Iterable<G> | AsyncIterable<G>,
    makeBatch: (group: G) => B | Promise<B>,
    batchesPerEpoch?: number,
  ): BatchLoader<B> {
    async function* iterate(skip: number): AsyncGenerator<B, void, void> {
      const turns = new Turns();
      let left = skip;
      for (let epoch = 0; epoch < epochs; epoch++) {
        let some = false;
        for await (const group of groups(shuffle?.split(1)[0])) {
          some = true;
          if (turns.due()) await turns.take();
          if (left > 0) left--;
          else yield await makeBatch(group);
        }
        // An endless number of epochs of nothing would never come back.
        if (!some) return;
      }
    }
    const iterateFrom = (batch: number) => {
      expectInteger('batches', 'batch', batch, 0);
      return prefetch > 0 ? keepReady(iterate(batch), prefetch) : iterate(batch);
    };
    return { batchesPerEpoch, epochs, iterateFrom, [Symbol.asyncIterator]: () => iterateFrom(0) };
  }
}

/** How many batches there are. @throws RangeError if there is none */
function groupCount(count: number, size: number, dropLast: boolean): number {
  if (count === 0) throw new RangeError('batches: source: expected at least one example, got none');
  if (dropLast && size > count) {
    const rule = `at most the ${count} examples that there are, with dropLast`;
    throw new RangeError(expected('batches: size', rule, size));
  }
  return dropLast ? Math.floor(count / size) : Math.ceil(count / size);
}

const OPTIONS: OptionChecks<ExampleOptions<unknown, unknown, unknown>> = {
  size: checkedLater,
  shuffle: (where, name, rng) => expectRng(where, rng as Rng, name),
  dropLast: expectFlag,
  epochs: (where, name, epochs) => {
    if (epochs !== Number.POSITIVE_INFINITY) expectPositiveInteger(where, name, epochs as number);
  },
  prefetch: (where, name, count) => expectInteger(where, name, count as number, 0, MOST_READY),
  map: expectFunction,
  collate: expectFunction,
  buffer: expectPositiveInteger,
};
