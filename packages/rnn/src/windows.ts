import { expected, expectPositiveInteger } from '@dl/core/check';

/** A piece of a sequence: steps `start` to `end` − 1. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

const MOST = 2 ** 24;

/**
 * Cuts `time` steps into windows of `size` for truncated backpropagation: run each with the state of
 * the one before, detached.
 *
 * @throws RangeError unless both are positive integers, and for more than 2^24 windows
 */
export function windows(time: number, size: number): Window[] {
  expectPositiveInteger('windows', 'time', time);
  expectPositiveInteger('windows', 'size', size);
  const count = Math.ceil(time / size);
  if (count > MOST) {
    const least = Math.ceil(time / MOST);
    throw new RangeError(
      expected('windows: size', `at least ${least} for no more than ${MOST} windows`, size),
    );
  }
  const starts = Array.from({ length: count }, (_, i) => i * size);
  return starts.map((start) => ({ start, end: Math.min(start + size, time) }));
}
