import * as tf from '@tensorflow/tfjs-core';
import { expectPositive } from '../../check/number';
import { checkedLater, type OptionChecks } from '../../check/options';
import { expectShape } from '../../check/shape';
import type { NormKernels } from '../../generated/wasm-norm';
import { NORM } from '../../generated/wasm-norm';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { op, path } from '../../tape/op';
import { further, NOWHERE } from '../../wasm/kernel-module';
import { allocate, addressOrNone as at } from '../../wasm/output';
import { scratch } from '../../wasm/registry';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { isChannels, isRows, type Moments, type NormPlan } from './norm-plan';
import { gradientByOps, type NormGradients, normByOps, view } from './normalise-by-ops';
import { rowGradients, rowRuns } from './row-gradients';

const UNITS = () => gpuPrograms<typeof import('./units-gpu')>('unitNorm');
const CHANNELS = () => gpuPrograms<typeof import('./channels-gpu')>('channelNorm');

export interface AffineOptions {
  /** Multiplies what was normalised. Default: nothing does. */
  weight?: tf.Tensor | undefined;
  /** Added at the end. Default: nothing is. */
  bias?: tf.Tensor | undefined;
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
}

/** `weight` and `bias` are checked by `checkAffine`, once their shape is known. */
export const AFFINE_OPTIONS: OptionChecks<AffineOptions> = {
  weight: checkedLater,
  bias: checkedLater,
  epsilon: expectPositive,
};

/** Checks what norms multiply by and add. @throws TypeError, ShapeError */
export function checkAffine(
  where: string,
  affine: readonly number[],
  { weight, bias }: AffineOptions,
): void {
  for (const [name, given] of [
    ['weight', weight],
    ['bias', bias],
  ] as const) {
    if (given === undefined) continue;
    expectFloats(where, name, given);
    expectShape(where, name, given, affine);
  }
}

/** What is added to a variance unless an op says otherwise. */
export const EPSILON = 1e-5;

/**
 * z = (x − mean) / √(variance + ε), y = z weight + bias. Gradient, with g = dy weight and r = 1 / √(variance + ε):
 * dx = r (g − mean g − z mean(g z)), means over what x has one mean of; r g where the statistics are constant.
 * dweight = Σ dy z, dbias = Σ dy.
 */
export function normalise(
  name: string,
  x: tf.Tensor,
  plan: NormPlan,
  { weight, bias, epsilon = EPSILON }: AffineOptions,
  moments?: Moments,
): tf.Tensor {
  const affine = [weight, bias].filter((given) => given !== undefined);
  if (x.size === 0) return ofNothing(name, [x, ...affine], x.shape);
  let stats: Moments | undefined = moments;
  const y = op(
    name,
    { x, weight, bias },
    {
      forward: () =>
        path(NORM, {
          wasm: (kernels) => {
            const [made, found] = forward(kernels, x, plan, weight, bias, epsilon, moments);
            stats = found;
            return made;
          },
          gpu: () => {
            if (moments !== undefined)
              return CHANNELS().channelNormOnGpu(x, plan, weight, bias, epsilon, moments);
            const [made, found] = UNITS().unitNormOnGpu(x, plan, weight, bias, epsilon);
            stats = found;
            return made;
          },
          ops: () => normByOps(x, plan, weight, bias, epsilon, moments),
        }),
      save: () => ({ x, weight, mean: stats?.mean, variance: stats?.variance }),
      gradients: (dy, saved) => {
        const { mean, variance } = saved;
        const constant = moments?.constant === true;
        const own = mean && variance && { mean, variance, constant };
        const [dx, dweight, dbias] = path(NORM, {
          wasm:
            own &&
            ((kernels) =>
              backward(kernels, dy, saved.x, plan, saved.weight, bias !== undefined, epsilon, own)),
          gpu:
            own &&
            (() =>
              backwardOnGpu(dy, saved.x, plan, saved.weight, bias !== undefined, epsilon, own)),
          ops: () =>
            gradientByOps(dy, saved.x, plan, saved.weight, epsilon, constant ? own : undefined),
        });
        return { x: () => dx, weight: dweight && (() => dweight), bias: dbias && (() => dbias) };
      },
    },
  );
  if (moments === undefined && stats !== undefined) tf.dispose([stats.mean, stats.variance]);
  return y;
}

/** Means and variances (of x itself, not of a larger population), not recorded. */
export function momentsOf(x: tf.Tensor, plan: NormPlan): Moments {
  const { outer, places, groups, depth } = plan;
  const shape = [outer, groups];
  // An op of no inputs: no gradient flows to them.
  const [mean, variance] = op(
    'Moments',
    {},
    {
      forward: () =>
        path(NORM, {
          wasm: (kernels) => {
            const room = scratch(kernels.channelNormBytes(groups * depth));
            const found = [allocate(shape), allocate(shape)] as const;
            const to = [at(found[0]), at(found[1])] as const;
            kernels.channelMoments(at(x), ...to, outer, places, groups * depth, groups, room);
            return found;
          },
          gpu: isChannels(plan)
            ? () => {
                const { mean, variance } = CHANNELS().channelMomentsOnGpu(x, plan);
                return [mean, variance] as const;
              }
            : undefined,
          ops: () => {
            const found = tf.moments(view(x, plan), [1, 3]);
            return [tf.reshape(found.mean, shape), tf.reshape(found.variance, shape)] as const;
          },
        }),
      gradients: () => ({}),
    },
  );
  return { mean, variance };
}

function backwardOnGpu(
  ...args: Parameters<typeof import('./units-gpu').unitNormBackOnGpu>
): NormGradients {
  const [, , plan] = args;
  return isChannels(plan)
    ? CHANNELS().channelNormBackOnGpu(...args)
    : UNITS().unitNormBackOnGpu(...args);
}

function forward(
  kernels: NormKernels,
  x: tf.Tensor,
  plan: NormPlan,
  weight: tf.Tensor | undefined,
  bias: tf.Tensor | undefined,
  epsilon: number,
  moments: Moments | undefined,
): [tf.Tensor, Moments] {
  const { outer, places, groups, depth, rms = false } = plan;
  if (isRows(plan) && moments === undefined) {
    const [mean, variance, y] = [allocate([outer, 1]), allocate([outer, 1]), allocate(x.shape)];
    const to = [at(y), at(mean), at(variance)] as const;
    kernels.rowNormForward(at(x), at(weight), at(bias), ...to, outer, depth, epsilon, rms);
    return [y, { mean, variance }];
  }
  const found = moments ?? momentsOf(x, plan);
  const channels = groups * depth;
  const room = scratch(kernels.channelNormBytes(channels));
  const y = allocate(x.shape);
  const from = [at(x), at(weight), at(bias), at(found.mean), at(found.variance), at(y)] as const;
  kernels.channelNormForward(...from, outer, places, channels, groups, epsilon, room);
  return [y, found];
}

function backward(
  kernels: NormKernels,
  dy: tf.Tensor,
  x: tf.Tensor,
  plan: NormPlan,
  weight: tf.Tensor | undefined,
  shifted: boolean,
  epsilon: number,
  { mean, variance, constant = false }: Moments,
): NormGradients {
  const { outer, places, groups, depth, affine, rms = false } = plan;
  const channels = groups * depth;
  const rows = isRows(plan) && !constant;
  const parts = rows ? rowRuns(outer) : [];
  const most = Math.max(...parts.map(([, own]) => own), 0);
  const bytes = rows ? kernels.rowNormBytes(most, depth) : kernels.channelNormBytes(channels);
  const sums = 8 * depth * Math.max(0, parts.length - 1);
  const room = bytes + sums === 0 ? NOWHERE : scratch(bytes + sums);
  const dx = allocate(x.shape);
  const dweight = weight && allocate(affine);
  const dbias = shifted ? allocate(affine) : undefined;
  const from = [at(dy), at(x), at(weight), at(mean), at(variance)] as const;
  const to = [at(dx), at(dweight), at(dbias)] as const;
  if (rows) {
    const given = { from, to, depth, epsilon, rms } as const;
    rowGradients(kernels, given, parts, room, further(room, sums));
  } else {
    const sizes = [outer, places, channels, groups] as const;
    kernels.channelNormBackward(...from, ...to, ...sizes, epsilon, constant, room);
  }
  return [dx, dweight, dbias];
}
