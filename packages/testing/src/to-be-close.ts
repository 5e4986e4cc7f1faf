import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

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
     * infinity itself.
     */
    toBeClose(expected: Numbers, tolerance?: Tolerance): T;
  }
}

/** Registers `expect(tensor).toBeClose(numbers)`. */
export function registerToBeClose(): void {
  expect.extend({
    toBeClose(received: Numbers, expected: Numbers, tolerance: Tolerance = {}) {
      const misfit = firstMisfit(received, expected, tolerance);
      return {
        pass: misfit === undefined,
        message: () => misfit ?? 'expected values that are not close, got close ones',
      };
    },
  });
}

function firstMisfit(
  received: Numbers,
  expected: Numbers,
  { absolute = 1e-5, relative = 1e-4 }: Tolerance,
): string | undefined {
  const a = flatten(received);
  const b = flatten(expected);
  if (b.shape && a.shape && String(a.shape) !== String(b.shape)) {
    return `expected the shape [${b.shape}], got [${a.shape}]`;
  }
  if (a.values.length !== b.values.length) {
    return `expected ${b.values.length} values, got ${a.values.length}`;
  }
  for (let i = 0; i < b.values.length; i++) {
    const [got, wanted] = [Number(a.values[i]), Number(b.values[i])];
    if (Object.is(got, wanted) || got === wanted) continue;
    const near = Math.abs(got - wanted) <= absolute + relative * Math.abs(wanted);
    if (near && Number.isFinite(wanted)) continue;
    return `element ${i} of [${b.shape ?? b.values.length}]: expected ${wanted}, got ${got}`;
  }
  return undefined;
}

function flatten(x: Numbers): { values: ArrayLike<number>; shape?: number[] } {
  if (x === undefined || x === null) throw new TypeError(`toBeClose: expected numbers, got ${x}`);
  if (x instanceof tf.Tensor) return { values: x.dataSync(), shape: x.shape };
  if (ArrayBuffer.isView(x)) return { values: x as unknown as ArrayLike<number> };
  if (!Array.isArray(x)) return { values: [x as number], shape: [] };
  return { values: (x as unknown[]).flat(Infinity) as number[] };
}
