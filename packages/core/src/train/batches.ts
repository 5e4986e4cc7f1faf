import { expected } from '../check/describe';
import type { BatchLoader } from '../data/batches';
import type { StepContext } from './step-context';

/**
 * Where batches come from: a function of the step (called inside the step, so the tensors that it
 * makes are freed with it), or anything that iterates (a batch then belongs to `train`, which
 * disposes its tensors after their step).
 */
export type Batches<B> = ((context: StepContext) => B) | Iterable<B> | AsyncIterable<B>;

/** Draws batches from an iterable one after the other. */
export interface BatchSource<B> {
  /** Whether it begins after the batches that were to be passed over. */
  readonly positioned: boolean;
  /** The next batch, or undefined at the end. */
  next(): Promise<IteratorResult<B>> | IteratorResult<B>;
  /** Ends the iteration early. */
  close(): Promise<void>;
}

/**
 * The iterator of `batches`. Those that can be iterated from a batch on begin after the first `skip`.
 *
 * @throws TypeError if it does not iterate
 */
export function openBatches<B>(
  batches: Iterable<B> | AsyncIterable<B>,
  skip: number,
): BatchSource<B> {
  const source = batches as
    | Partial<Iterable<B> & AsyncIterable<B> & Pick<BatchLoader<B>, 'iterateFrom'>>
    | null
    | undefined;
  const positioned = typeof source?.iterateFrom === 'function';
  const iterator = positioned
    ? source?.iterateFrom?.(skip)
    : (source?.[Symbol.asyncIterator]?.() ?? source?.[Symbol.iterator]?.());
  if (iterator === undefined) {
    throw new TypeError(expected('train: batches', 'a function or an iterable', batches));
  }
  return {
    positioned,
    next: () => iterator.next(),
    async close() {
      await iterator.return?.();
    },
  };
}
