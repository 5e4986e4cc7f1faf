import type * as tf from '@tensorflow/tfjs-core';
import { ELEMENT_THREADS, elementGroups, perElement } from '../../gpu/per-element';
import { runProgram } from '../../gpu/run-program';
import { POINTWISE, type PointwiseCode } from './pointwise-code';

/** A function with its numbers. */
interface Named {
  readonly kernel: string;
  readonly a: number;
  readonly b: number;
}

/** y = f(x), by one program. */
export function pointwiseOnGpu(x: tf.Tensor, { kernel, a, b }: Named): tf.Tensor {
  const { value, needs = '' } = POINTWISE[kernel] as PointwiseCode;
  return runProgram({
    key: `pointwise/${kernel}`,
    reads: { input: x },
    makes: { output: { shape: x.shape } },
    ints: { size: x.size },
    floats: { a, b },
    groups: elementGroups(x.size),
    threads: ELEMENT_THREADS,
    code: () => `${needs}
fn value(x : f32) -> f32 { ${value} }
${perElement('output[i] = value(input[i]);')}`,
  }).output;
}

/** dx = dy f′(x), by one program. */
export function pointwiseBackOnGpu(
  dy: tf.Tensor,
  x: tf.Tensor,
  { kernel, a, b }: Named,
): tf.Tensor {
  const { slope, needs = '' } = POINTWISE[kernel] as PointwiseCode;
  return runProgram({
    key: `pointwise-back/${kernel}`,
    reads: { dy, input: x },
    makes: { dx: { shape: x.shape } },
    ints: { size: x.size },
    floats: { a, b },
    groups: elementGroups(x.size),
    threads: ELEMENT_THREADS,
    code: () => `${needs}
fn slope(x : f32) -> f32 { ${slope} }
${perElement('dx[i] = dy[i] * slope(input[i]);')}`,
  }).dx;
}
