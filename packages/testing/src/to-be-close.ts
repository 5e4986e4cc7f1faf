import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { readValues, type Values } from './read-values';

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
     * infinity itself. What lies on a GPU is compared later: then the test fails at its end.
     */
    toBeClose(expected: Numbers, tolerance?: Tolerance): T;
  }
}

const CLOSE = 'expected values that are not close, got close ones';

/** Registers `expect(tensor).toBeClose(numbers)`. */
export function registerToBeClose(): void {
  expect.extend({
    toBeClose(received: Numbers, expected: Numbers, tolerance: Tolerance = {}) {
      const a = flatten(received);
      const b = flatten(expected);
      const compare = (x: Values, y: Values) => firstMisfit(x, y, b.shape, tolerance);
      let misfit: string | undefined;
      if (a.shape && b.shape && String(a.shape) !== String(b.shape)) {
        misfit = `expected the shape [${b.shape}], got [${a.shape}]`;
      } else if (a.values instanceof Promise || b.values instanceof Promise) {
        compareLater(Promise.all([a.values, b.values]), compare, this.isNot === true);
        return { pass: !this.isNot, message: () => CLOSE };
      } else {
        misfit = compare(a.values, b.values);
      }
      return { pass: misfit === undefined, message: () => misfit ?? CLOSE };
    },
  });
}

// Set-up files and tests may have a module each of this file; the list is one.
const holder = globalThis as { dlComparisons?: Promise<void>[] };
holder.dlComparisons ??= [];
const pending = holder.dlComparisons;

/** Waits for what was to be compared later; throws the first misfit. */
export async function settleComparisons(): Promise<void> {
  const results = await Promise.allSettled(pending.splice(0));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

function compareLater(
  values: Promise<[Values, Values]>,
  compare: (x: Values, y: Values) => string | undefined,
  isNot: boolean,
): void {
  const error = new Error(); // made here, so that it points to the test
  const compared = values.then(([x, y]) => {
    const misfit = compare(x, y);
    if ((misfit === undefined) !== isNot) return;
    error.message = misfit ?? CLOSE;
    throw error;
  });
  compared.catch(() => undefined); // it is heard in `settleComparisons`
  pending.push(compared);
}

function firstMisfit(
  a: Values,
  b: Values,
  shape: readonly number[] | undefined,
  { absolute = 1e-5, relative = 1e-4 }: Tolerance,
): string | undefined {
  if (a.length !== b.length) return `expected ${b.length} values, got ${a.length}`;
  for (let i = 0; i < b.length; i++) {
    const [got, wanted] = [Number(a[i]), Number(b[i])];
    if (Object.is(got, wanted) || got === wanted) continue;
    const near = Math.abs(got - wanted) <= absolute + relative * Math.abs(wanted);
    if (near && Number.isFinite(wanted)) continue;
    return `element ${i} of [${shape ?? b.length}]: expected ${wanted}, got ${got}`;
  }
  return undefined;
}

function flatten(x: Numbers): { values: Values | Promise<Values>; shape?: number[] } {
  if (x === undefined || x === null) throw new TypeError(`toBeClose: expected numbers, got ${x}`);
  if (x instanceof tf.Tensor) return { values: readValues(x), shape: x.shape };
  if (ArrayBuffer.isView(x)) return { values: x as unknown as Values };
  if (!Array.isArray(x)) return { values: [x as number], shape: [] };
  return { values: (x as unknown[]).flat(Infinity) as number[] };
}
