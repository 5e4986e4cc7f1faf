import { expectPositiveInteger } from '@dl/core';

/** A piece of a sequence: steps `start` to `end` − 1. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts `time` steps into windows of `size` for truncated backpropagation: run each with the state of
 * the one before, detached.
 *
 * @throws RangeError unless both are positive integers
 */
export function windows(time: number, size: number): Window[] {
  expectPositiveInteger('windows', 'time', time);
  expectPositiveInteger('windows', 'size', size);
  const starts = Array.from({ length: Math.ceil(time / size) }, (_, i) => i * size);
  return starts.map((start) => ({ start, end: Math.min(start + size, time) }));
}
