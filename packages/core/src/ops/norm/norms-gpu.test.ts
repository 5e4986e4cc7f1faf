import { backendName, expectNoLeaks, failOnGpuErrors, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { channelMomentsOnGpu, channelNormBackOnGpu, channelNormOnGpu } from './channels-gpu';
import type { NormPlan } from './norm-plan';
import { gradientByOps, normByOps, view } from './normalise-by-ops';
import { unitNormBackOnGpu, unitNormOnGpu } from './units-gpu';

const EPSILON = 0.01;

function planOf(outer: number, places: number, groups: number, depth: number): NormPlan {
  return { outer, places, groups, depth, affine: [groups * depth] };
}

function inputsOf({ outer, places, groups, depth, affine }: NormPlan) {
  const shape = [outer, places, groups * depth];
  const [x, dy] = [1, 2].map((seed) => seededTensor(shape, seed)) as [tf.Tensor, tf.Tensor];
  return { x, dy, weight: seededTensor(affine, 3), bias: seededTensor(affine, 4) };
}

const SIZES = [
  [1, 7, 3, 1],
  [1, 600, 8, 1],
  [1, 1500, 5, 1],
  [3, 5, 2, 7],
  [2, 130, 4, 8],
  [2, 9, 5, 1],
  [5, 1, 1, 700],
] as const;

failOnGpuErrors();

describe.skipIf(backendName !== 'webgpu')('norms', () => {
  test.each(SIZES)('of %i × %i places, %i groups of %i, as by ops', (...sizes) => {
    const plan = planOf(...sizes);
    const { x, dy, weight, bias } = inputsOf(plan);
    const near = { absolute: 1e-4 };
    const [y, moments] = unitNormOnGpu(x, plan, weight, bias, EPSILON);
    expect(y).toBeClose(normByOps(x, plan, weight, bias, EPSILON, undefined), near);
    const wanted = gradientByOps(dy, x, plan, weight, EPSILON, undefined);
    const got = unitNormBackOnGpu(dy, x, plan, weight, true, EPSILON, moments);
    got.forEach((own, i) => void expect(own).toBeClose(wanted[i] as tf.Tensor, near));
  });

  test.each(SIZES.slice(0, 3))('of channels, %i × %i places, %i of them', (...sizes) => {
    const plan = planOf(...sizes);
    const { x, dy, weight, bias } = inputsOf(plan);
    const near = { absolute: 1e-4 };
    const moments = channelMomentsOnGpu(x, plan);
    const { mean, variance } = tf.moments(view(x, plan), [1, 3]);
    expect(moments.mean).toBeClose(tf.reshape(mean, [1, plan.groups]));
    expect(moments.variance).toBeClose(tf.reshape(variance, [1, plan.groups]));
    for (const constant of [false, true]) {
      const own = { ...moments, constant };
      for (const scale of [weight, undefined]) {
        const y = channelNormOnGpu(x, plan, scale, bias, EPSILON, own);
        expect(y).toBeClose(normByOps(x, plan, scale, bias, EPSILON, own), near);
        const wanted = gradientByOps(dy, x, plan, scale, EPSILON, constant ? own : undefined);
        const [dx, dweight, dbias] = channelNormBackOnGpu(dy, x, plan, scale, true, EPSILON, own);
        expect(dx).toBeClose(wanted[0], near);
        if (scale) expect(dweight).toBeClose(wanted[1] as tf.Tensor, { absolute: 1e-3 });
        else expect(dweight).toBeUndefined();
        expect(dbias).toBeClose(wanted[2] as tf.Tensor, { absolute: 1e-3 });
      }
    }
  });

  test('a large mean costs no digits', async () => {
    const plan = planOf(1, 1200, 4, 1);
    const x = tf.add(inputsOf(plan).x, 1000);
    const { variance } = channelMomentsOnGpu(x, plan);
    const around = tf.sub(x, 1000);
    const wanted = tf.moments(view(around, plan), [1, 3]).variance;
    expect(variance).toBeClose(tf.reshape(wanted, [1, 4]), { absolute: 1e-4 });
  });

  test('leave nothing behind', async () => {
    const plan = planOf(1, 1200, 5, 1);
    const { x, dy, weight } = inputsOf(plan);
    await expectNoLeaks(() => {
      const own = channelMomentsOnGpu(x, plan);
      const y = channelNormOnGpu(x, plan, weight, undefined, EPSILON, own);
      const grads = channelNormBackOnGpu(dy, x, plan, weight, false, EPSILON, own);
      const bare = channelNormBackOnGpu(dy, x, plan, undefined, false, EPSILON, own);
      tf.dispose([own.mean, own.variance, y, ...grads, ...bare] as tf.Tensor[]);
    });
  });
});
