import type * as tf from '@tensorflow/tfjs-core';
import { ROW_SUMS, threadsOfRow } from '../../gpu/row-sums';
import { runProgram } from '../../gpu/run-program';
import { columnSumsOnGpu } from '../kit/column-sums-gpu';
import type { Moments, NormPlan } from './norm-plan';
import type { NormGradients } from './normalise-by-ops';

const START = `${ROW_SUMS}
fn main(group : i32, thread : i32) {
  if (group >= ints.rows) { return; }
  let first = group * ints.size;
  let size = f32(ints.size);`;

/** Norms of rows, by a group each: y, and the mean and the variance of each row. */
export function rowNormOnGpu(
  x: tf.Tensor,
  { outer, depth, rms = false }: NormPlan,
  weight: tf.Tensor | undefined,
  bias: tf.Tensor | undefined,
  epsilon: number,
): [tf.Tensor, Moments] {
  const shape = [outer, 1];
  const { output, mean, variance } = runProgram({
    key: `row-norm/${rms}`,
    reads: { input: x, weight, bias },
    makes: { output: { shape: x.shape }, mean: { shape }, variance: { shape } },
    ints: { rows: outer, size: depth },
    floats: { epsilon },
    groups: outer,
    threads: threadsOfRow(depth),
    code: () => `${START}
  var center = 0.0;
  var own = 0.0;
  ${
    rms
      ? ''
      : `for (var i = thread; i < ints.size; i += THREADS) { own += input[first + i]; }
  center = sumOf(thread, own) / size;`
  }
  own = 0.0;
  for (var i = thread; i < ints.size; i += THREADS) {
    let away = input[first + i] - center;
    own += away * away;
  }
  let spread = sumOf(thread, own) / size;
  let rate = inverseSqrt(spread + floats.epsilon);
  if (thread == 0) { mean[group] = center; variance[group] = spread; }
  for (var i = thread; i < ints.size; i += THREADS) {
    let z = (input[first + i] - center) * rate;
    output[first + i] = z${weight ? ' * weight[i]' : ''}${bias ? ' + bias[i]' : ''};
  }
}`,
  });
  return [output, { mean, variance }];
}

/** The gradients of `rowNormOnGpu`. */
export function rowNormBackOnGpu(
  dy: tf.Tensor,
  x: tf.Tensor,
  { outer, depth, rms = false, affine }: NormPlan,
  weight: tf.Tensor | undefined,
  shifted: boolean,
  epsilon: number,
  { mean, variance }: Moments,
): NormGradients {
  const { dx } = runProgram({
    key: `row-norm-back/${rms}`,
    reads: { dy, input: x, mean, variance, weight },
    makes: { dx: { shape: x.shape } },
    ints: { rows: outer, size: depth },
    floats: { epsilon },
    groups: outer,
    threads: threadsOfRow(depth),
    code: () => `${START}
  let center = mean[group];
  let rate = inverseSqrt(variance[group] + floats.epsilon);
  var own = vec2<f32>(0.0);
  for (var i = thread; i < ints.size; i += THREADS) {
    let g = dy[first + i]${weight ? ' * weight[i]' : ''};
    own += vec2<f32>(g, g * (input[first + i] - center) * rate);
  }
  let means = pairSums(thread, own) / size;
  for (var i = thread; i < ints.size; i += THREADS) {
    let g = dy[first + i]${weight ? ' * weight[i]' : ''};
    let z = (input[first + i] - center) * rate;
    dx[first + i] = rate * (g${rms ? '' : ' - means.x'} - z * means.y);
  }
}`,
  });
  if (!weight && !shifted) return [dx, undefined, undefined];
  const [dweight, dbias] = columnSumsOnGpu({
    key: `row-norm/${shifted}`,
    reads: { dy, input: x, mean, variance },
    term: 'vec2<f32>(dy[i] * (input[i] - mean[row]) * inverseSqrt(variance[row] + floats.epsilon), dy[i])',
    rows: outer,
    columns: depth,
    shape: affine,
    twice: shifted,
    floats: { epsilon },
  });
  if (weight) return [dx, dweight, dbias];
  dweight.dispose();
  return [dx, undefined, dbias];
}
