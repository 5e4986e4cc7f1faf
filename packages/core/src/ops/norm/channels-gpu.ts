import type * as tf from '@tensorflow/tfjs-core';
import { ELEMENT_THREADS, elementGroups, perElement } from '../../gpu/per-element';
import { runProgram } from '../../gpu/run-program';
import { columnSumsOnGpu } from '../kit/column-sums-gpu';
import type { Moments, NormPlan } from './norm-plan';
import type { NormGradients } from './normalise-by-ops';

// Norms of channels, x [places, channels], as batch norms have them: sums go over rows.

/** The mean of each channel, and then the variance about it, so that a large mean costs no digits. */
export function channelMomentsOnGpu(x: tf.Tensor, { places, groups }: NormPlan): Moments {
  const own = { rows: places, columns: groups, shape: [1, groups], divisor: places };
  const term = 'vec2<f32>(input[i], 0.0)';
  const [mean] = columnSumsOnGpu({ ...own, key: 'mean', reads: { input: x }, term });
  const [variance] = columnSumsOnGpu({
    ...own,
    key: 'variance',
    reads: { input: x, mean },
    functions: 'fn square(x : f32) -> vec2<f32> { return vec2<f32>(x * x, 0.0); }',
    term: 'square(input[i] - mean[column])',
  });
  return { mean, variance };
}

/** y by these means and variances. */
export function channelNormOnGpu(
  x: tf.Tensor,
  { groups }: NormPlan,
  weight: tf.Tensor | undefined,
  bias: tf.Tensor | undefined,
  epsilon: number,
  { mean, variance }: Moments,
): tf.Tensor {
  return perChannel(
    'channel-norm',
    x,
    groups,
    { input: x, weight, bias, mean, variance },
    epsilon,
    {
      body: `
      let z = (input[i] - mean[c]) * inverseSqrt(variance[c] + floats.epsilon);
      result[i] = z${weight ? ' * weight[c]' : ''}${bias ? ' + bias[c]' : ''};`,
    },
  );
}

/** The gradients of `channelNormOnGpu`: where the moments are those of x, they too depend on it. */
export function channelNormBackOnGpu(
  dy: tf.Tensor,
  x: tf.Tensor,
  { places, groups, affine }: NormPlan,
  weight: tf.Tensor | undefined,
  shifted: boolean,
  epsilon: number,
  { mean, variance, constant = false }: Moments,
): NormGradients {
  const sums =
    constant && !weight && !shifted
      ? undefined
      : columnSumsOnGpu({
          key: 'channel-norm',
          reads: { dy, input: x, mean, variance },
          term: 'vec2<f32>(dy[i] * (input[i] - mean[column]) * inverseSqrt(variance[column] + floats.epsilon), dy[i])',
          rows: places,
          columns: groups,
          shape: affine,
          twice: true,
          floats: { epsilon },
        });
  const [dweight, dbias] = sums ?? [];
  const reads = { dy, input: x, weight, mean, variance };
  const scale = weight ? 'rate * weight[c]' : 'rate';
  const dx = constant
    ? perChannel('channel-norm-back/constant', x, groups, { dy, weight, variance }, epsilon, {
        body: `
      let rate = inverseSqrt(variance[c] + floats.epsilon);
      result[i] = ${scale} * dy[i];`,
      })
    : perChannel('channel-norm-back', x, groups, { ...reads, dweight, dbias }, epsilon, {
        share: 1 / places,
        body: `
      let rate = inverseSqrt(variance[c] + floats.epsilon);
      let z = (input[i] - mean[c]) * rate;
      result[i] = ${scale} * (dy[i] - floats.share * (dbias[c] + z * dweight[c]));`,
      });
  if (!weight) dweight?.dispose();
  if (!shifted) dbias?.dispose();
  return [dx, weight && dweight, shifted ? dbias : undefined];
}

/** `result` of the shape of x: a body for the element `i`, in the channel `c`; four channels at a time where that goes. */
function perChannel(
  key: string,
  x: tf.Tensor,
  channels: number,
  reads: Readonly<Record<string, tf.Tensor | undefined>>,
  epsilon: number,
  { body, share }: { readonly body: string; readonly share?: number },
): tf.Tensor {
  const by = channels % 4 === 0 ? 4 : 1;
  return runProgram({
    key,
    reads,
    makes: { result: { shape: x.shape } },
    vectors: by === 4 ? [...Object.keys(reads), 'result'] : [],
    ints: { size: x.size / by, channels: channels / by },
    floats: { epsilon, ...(share !== undefined && { share }) },
    groups: elementGroups(x.size / by),
    threads: ELEMENT_THREADS,
    code: () => perElement(`let c = i % ints.channels; ${body}`),
  }).result;
}
