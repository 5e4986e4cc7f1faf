import type * as tf from '@tensorflow/tfjs-core';
import { ROW_SUMS, threadsOfRow } from '../../gpu/row-sums';
import { runProgram } from '../../gpu/run-program';
import { columnSumsOnGpu } from '../kit/column-sums-gpu';
import { isRows, type Moments, type NormPlan } from './norm-plan';
import type { NormGradients } from './normalise-by-ops';

/** Of a group of threads: what has one mean is `size` numbers, of which number i is at(i), in the channel channelOf(i). */
function startOf(rows: boolean): string {
  const own = rows
    ? `
fn at(unit : i32, i : i32) -> i32 { return unit * ints.size + i; }
fn channelOf(unit : i32, i : i32) -> i32 { return i; }`
    : `
fn at(unit : i32, i : i32) -> i32 {
  let first = (unit / ints.groups) * ints.size * ints.groups + (unit % ints.groups) * ints.depth;
  return first + (i / ints.depth) * ints.depth * ints.groups + i % ints.depth;
}
fn channelOf(unit : i32, i : i32) -> i32 { return (unit % ints.groups) * ints.depth + i % ints.depth; }`;
  return `${ROW_SUMS}${own}
fn main(group : i32, thread : i32) {
  if (group >= ints.units) { return; }
  let size = f32(ints.size);`;
}

function sizesOf({ outer, places, groups, depth }: NormPlan) {
  const ints = { units: outer * groups, size: places * depth, depth, groups };
  return { ints, groups: ints.units, threads: threadsOfRow(ints.size) };
}

/** Norms by a group of threads for all that has one mean: y, and each mean and variance. */
export function unitNormOnGpu(
  x: tf.Tensor,
  plan: NormPlan,
  weight: tf.Tensor | undefined,
  bias: tf.Tensor | undefined,
  epsilon: number,
): [tf.Tensor, Moments] {
  const { outer, groups, rms = false } = plan;
  const shape = [outer, groups];
  const rows = isRows(plan);
  const { output, mean, variance } = runProgram({
    key: `norm/${rows}/${rms}`,
    reads: { input: x, weight, bias },
    makes: { output: { shape: x.shape }, mean: { shape }, variance: { shape } },
    ...sizesOf(plan),
    floats: { epsilon },
    code: () => `${startOf(rows)}
  var center = 0.0;
  var own = 0.0;
  ${
    rms
      ? ''
      : `for (var i = thread; i < ints.size; i += THREADS) { own += input[at(group, i)]; }
  center = sumOf(thread, own) / size;`
  }
  own = 0.0;
  for (var i = thread; i < ints.size; i += THREADS) {
    let away = input[at(group, i)] - center;
    own += away * away;
  }
  let spread = sumOf(thread, own) / size;
  let rate = inverseSqrt(spread + floats.epsilon);
  if (thread == 0) { mean[group] = center; variance[group] = spread; }
  for (var i = thread; i < ints.size; i += THREADS) {
    let z = (input[at(group, i)] - center) * rate;
    output[at(group, i)] = z${weight ? ' * weight[channelOf(group, i)]' : ''}${bias ? ' + bias[channelOf(group, i)]' : ''};
  }
}`,
  });
  return [output, { mean, variance }];
}

/** The gradients of `unitNormOnGpu`. */
export function unitNormBackOnGpu(
  dy: tf.Tensor,
  x: tf.Tensor,
  plan: NormPlan,
  weight: tf.Tensor | undefined,
  shifted: boolean,
  epsilon: number,
  { mean, variance }: Moments,
): NormGradients {
  const { outer, places, groups, depth, rms = false, affine } = plan;
  const rows = isRows(plan);
  const { dx } = runProgram({
    key: `norm-back/${rows}/${rms}`,
    reads: { dy, input: x, mean, variance, weight },
    makes: { dx: { shape: x.shape } },
    ...sizesOf(plan),
    floats: { epsilon },
    code: () => `${startOf(rows)}
  let center = mean[group];
  let rate = inverseSqrt(variance[group] + floats.epsilon);
  var own = vec2<f32>(0.0);
  for (var i = thread; i < ints.size; i += THREADS) {
    let g = dy[at(group, i)]${weight ? ' * weight[channelOf(group, i)]' : ''};
    own += vec2<f32>(g, g * (input[at(group, i)] - center) * rate);
  }
  let means = pairSums(thread, own) / size;
  for (var i = thread; i < ints.size; i += THREADS) {
    let g = dy[at(group, i)]${weight ? ' * weight[channelOf(group, i)]' : ''};
    let z = (input[at(group, i)] - center) * rate;
    dx[at(group, i)] = rate * (g${rms ? '' : ' - means.x'} - z * means.y);
  }
}`,
  });
  if (!weight && !shifted) return [dx, undefined, undefined];
  const [dweight, dbias] = columnSumsOnGpu({
    key: `norm/${rows}/${shifted}`,
    reads: { dy, input: x, mean, variance },
    functions: `
fn unitOf(row : i32, column : i32) -> i32 { return ${rows ? 'row' : '(row / ints.places) * ints.groups + column / ints.depth'}; }`,
    term: `vec2<f32>(dy[i] * (input[i] - mean[unitOf(row, column)]) * inverseSqrt(variance[unitOf(row, column)] + floats.epsilon), dy[i])`,
    rows: outer * places,
    columns: groups * depth,
    ints: { places, groups, depth },
    shape: affine,
    twice: shifted,
    floats: { epsilon },
  });
  if (weight) return [dx, dweight, dbias];
  dweight.dispose();
  return [dx, undefined, dbias];
}
