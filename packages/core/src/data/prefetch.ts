import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { expectPositiveInteger } from '../check/number';

/** A larger number would hold a whole data set, not a reserve. */
export const MOST_READY = 2 ** 16;

/**
 * What `source` gives, in order, with up to `count` items made before they are asked for: they are read, decoded and
 * uploaded while the consumer waits for something else (it stays one thread: what computes is not spread).
 *
 * An error of the source comes where its item would have. Whoever ends early (`break`, `return()`) ends the source
 * too, and the tensors of items that nobody took are disposed.
 *
 * @throws RangeError if `count` is not a positive integer
 */
export function prefetch<T>(
  source: Iterable<T> | AsyncIterable<T>,
  count: number,
): AsyncGenerator<T, void, void> {
  if (!iterates(source)) throw new TypeError(expected('prefetch: source', 'an iterable', source));
  expectPositiveInteger('prefetch', 'count', count, MOST_READY);
  return keepReady(source, count);
}

async function* keepReady<T>(
  source: Iterable<T> | AsyncIterable<T>,
  count: number,
): AsyncGenerator<T, void, void> {
  const iterator = iteratorOf(source);
  const ready: Promise<IteratorResult<T>>[] = [];
  const end: IteratorResult<T> = { done: true, value: undefined };
  let last: Promise<IteratorResult<T>> = Promise.resolve({ done: false, value: undefined as T });
  let closing = false;
  const pull = () => {
    // One after the other: an iterator need not bear to be asked twice at once.
    last = last.then((before) => (before.done || closing ? end : iterator.next()));
    last.catch(() => undefined); // it is thrown where its item is taken
    ready.push(last);
  };
  try {
    for (let i = 0; i < count; i++) pull();
    for (;;) {
      const item = await (ready.shift() as Promise<IteratorResult<T>>);
      if (item.done) return;
      pull();
      yield item.value;
    }
  } finally {
    closing = true;
    for (const left of await Promise.allSettled(ready)) {
      if (left.status === 'fulfilled' && !left.value.done) {
        tf.dispose(left.value.value as tf.TensorContainer);
      }
    }
    await iterator.return?.();
  }
}

function iterates(source: unknown): boolean {
  const own = source as Partial<Iterable<unknown> & AsyncIterable<unknown>> | null | undefined;
  return (
    typeof own?.[Symbol.asyncIterator] === 'function' ||
    typeof own?.[Symbol.iterator] === 'function'
  );
}

function iteratorOf<T>(source: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> {
  const { [Symbol.asyncIterator]: later } = source as Partial<AsyncIterable<T>>;
  return later ? later.call(source) : (source as Iterable<T>)[Symbol.iterator]();
}
