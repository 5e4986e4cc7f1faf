import { expected } from '../check/describe';
import type { Rng } from '../random/random';

/** Examples one after the other, or a function that opens them. */
export type Stream<E> =
  | readonly E[]
  | Iterable<E>
  | AsyncIterable<E>
  | (() => Iterable<E> | AsyncIterable<E>);

/** The rows of each batch of an epoch. */
export function* permuted(
  count: number,
  size: number,
  dropLast: boolean,
  rng: Rng | undefined,
): Generator<Int32Array> {
  const order = rng ? rng.permutation(count) : Int32Array.from({ length: count }, (_, i) => i);
  const end = dropLast ? count - (count % size) : count;
  for (let i = 0; i < end; i += size) yield order.subarray(i, Math.min(i + size, end));
}

/**
 * A function that opens the stream for an epoch.
 *
 * @throws TypeError if it does not iterate; RangeError if it can be gone through once only, and is to be more often
 */
export function streamOf<E>(
  source: Stream<E>,
  epochs: number,
): () => Iterable<E> | AsyncIterable<E> {
  if (typeof source === 'function') return source;
  const { [Symbol.asyncIterator]: later, [Symbol.iterator]: now } = (source ?? {}) as Partial<
    Iterable<E> & AsyncIterable<E>
  >;
  if ((typeof later !== 'function' && typeof now !== 'function') || typeof source === 'string') {
    const what = 'columns, an array, an iterable, or a function that gives one';
    throw new TypeError(expected('batches: source', what, source));
  }
  if (epochs > 1 && 'next' in source) {
    throw new RangeError(
      'batches: source: expected a function that opens the stream for each epoch, got an iterator that ends once',
    );
  }
  return () => source;
}

/** The examples of each batch of a stream. */
export async function* groupStream<E>(
  stream: Iterable<E> | AsyncIterable<E>,
  size: number,
  dropLast: boolean,
  shuffle: { rng: Rng; buffer: number } | undefined,
): AsyncGenerator<E[]> {
  let group: E[] = [];
  for await (const example of shuffle ? shuffled(stream, shuffle) : stream) {
    group.push(example);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0 && !dropLast) yield group;
}

/** Fills a buffer, then gives one of it for each example that comes, and at the end the rest. */
async function* shuffled<E>(
  stream: Iterable<E> | AsyncIterable<E>,
  { rng, buffer }: { rng: Rng; buffer: number },
): AsyncGenerator<E> {
  const waiting: E[] = [];
  for await (const example of stream) {
    if (waiting.length < buffer) {
      waiting.push(example);
      continue;
    }
    const at = rng.int(0, buffer);
    const next = waiting[at] as E;
    waiting[at] = example;
    yield next;
  }
  yield* rng.shuffle(waiting);
}
