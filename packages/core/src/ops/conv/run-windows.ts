import type * as tf from '@tensorflow/tfjs-core';
import { ELEMENT_THREADS, elementGroups } from '../../gpu/per-element';
import { runProgram } from '../../gpu/run-program';
import { typesOf, WINDOWS } from './window-code';
import { windowInts } from './window-ints';
import type { ImageWindows } from './window-struct';

/** Runs a program that makes `result`, of this shape, element by element: four channels at a time where that goes. */
export function runWindows(
  key: string,
  reads: Readonly<Record<string, tf.Tensor | undefined>>,
  plan: ImageWindows,
  shape: readonly number[],
  code: () => string,
): tf.Tensor {
  const vector = plan.in % 4 === 0;
  const size = shape.reduce((product, axis) => product * axis, vector ? 0.25 : 1);
  return runProgram({
    key,
    reads,
    makes: { result: { shape } },
    vectors: vector ? [...Object.keys(reads), 'result'] : [],
    ints: { ...windowInts(plan), size, depth: vector ? plan.in / 4 : plan.in },
    groups: elementGroups(size),
    threads: ELEMENT_THREADS,
    code: () => `${typesOf(vector)}${WINDOWS}${code()}`,
  }).result;
}
