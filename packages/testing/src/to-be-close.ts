import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { isPromise, readValues, type Values } from './read-values';

/** How near is near: |a − b| ≤ absolute + relative · |b|. */
export interface Tolerance {
  /** Default 1e-5. */
  absolute?: number;
  /** Default 1e-4. */
  relative?: number;
}

/** A tensor, or numbers in any nesting. */
export type Numbers = tf.Tensor | tf.TensorLike;

declare module 'vitest' {
  interface Matchers<T> {
    /**
     * The same shape (where `expected` has one) and nearly the same values; NaN equals NaN and an
     * infinity itself. What lies on a GPU is read later: the test fails at its end.
     */
    toBeClose(expected: Numbers, tolerance?: Tolerance): T;
  }
}

const pending: Promise<void>[] = [];

/** Registers `expect(tensor).toBeClose(numbers)`. */
export function registerToBeClose(): void {
  expect.extend({
    toBeClose(received: Numbers, expected: Numbers, tolerance: Tolerance = {}) {
      const { isNot } = this;
      const a = flatten(received);
      const b = flatten(expected);
      const misfit =
        a.shape && b.shape && String(a.shape) !== String(b.shape)
          ? `expected the shape [${b.shape}], got [${a.shape}]`
          : compare(a, b, tolerance, (found) => fail(found, isNot));
      return { pass: misfit === isNot ? isNot === false : misfit === undefined, message: () => fail(misfit, isNot) };
    },
  });
}

/** Waits for the values that were to be read from a GPU; throws the first misfit. */
export async function settleComparisons(): Promise<void> {
  const results = await Promise.allSettled(pending.splice(0));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
