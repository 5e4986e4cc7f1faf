import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { loadStateDict } from '../model/load-state-dict';
import { parameters } from '../model/parameters';
import { stateDict } from '../model/state-dict';
import { groupNorm, instanceNorm } from '../ops/norm/group-norm';
import { layerNorm, rmsNorm } from '../ops/norm/layer-norm';
import { random } from '../random/random';
import { gradientCheckpoint } from '../tape/gradient-checkpoint';
import { valueAndGrads } from '../tape/value-and-grads';
import { BatchNorm } from './batch-norm';
import { Dropout } from './dropout';
import { GroupNorm, InstanceNorm } from './group-norm';
import { LayerNorm, RmsNorm } from './layer-norm';

/** sin(rate i + phase) */
function wave(shape: number[], rate: number, phase: number): tf.Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(rate * i + phase)),
    shape,
  );
}

describe('BatchNorm', () => {
  // bn = torch.nn.BatchNorm1d(3); for step in range(3): bn(sin(0.7 i + step) · (step + 1)) of [7, 3]; then bn.eval()
  test('keeps running statistics as PyTorch', () => {
    const layer = new BatchNorm(3);
    for (let step = 0; step < 3; step++)
      layer.forward(tf.mul(wave([7, 3], 0.7, step), step + 1), { training: true });
    expect(layer.runningMean).toBeClose([0.061305, 0.051187, 0.016995], { absolute: 1e-5 });
    expect(layer.runningVariance).toBeClose([1.539806, 1.476865, 1.443997], { absolute: 1e-5 });
    const y = [0.282711, -0.265742, -0.703041, -0.850885, -0.612797, -0.069335];
    expect(layer.forward(wave([2, 3], 0.7, 9))).toBeClose(y, { absolute: 1e-5 });
  });

  test('its statistics are state, but no parameters', () => {
    const layer = new BatchNorm(3);
    expect(parameters(layer)).toEqual([layer.weight, layer.bias]);
    expect(Object.keys(stateDict(layer))).toEqual([
      'weight',
      'bias',
      'runningMean',
      'runningVariance',
    ]);
  });

  test('under gradientCheckpoint they move once', () => {
    const [plain, again] = [new BatchNorm(3), new BatchNorm(3)];
    const x = seededTensor([5, 3]);
    plain.forward(x, { training: true });
    const run = gradientCheckpoint((a: tf.Tensor) => again.forward(a, { training: true }));
    valueAndGrads(() => tf.sum(tf.square(run(x))), parameters(again));
    expect(again.runningMean).toBeClose(plain.runningMean);
    expect(again.runningVariance).toBeClose(plain.runningVariance);
  });

  test('errors', async () => {
    const layer = new BatchNorm(2);
    const one = tf.ones([1, 2]);
    const flat = tf.ones([2]);
    await expectRefusal(
      () => layer.forward(one, { training: true }),
      /^batchNorm: x: expected more than one number a channel/,
    );
    await expectRefusal(
      () => layer.forward(flat),
      /^batchNorm: x: expected \[\.\.\., batch, channels\]/,
    );
    await expectRefusal(() => new BatchNorm(2, { momentum: 1 }), /^BatchNorm: momentum: /);
    loadStateDict(layer, { runningMean: tf.tensor([0, Number.NaN]) }, { strict: false });
    await layer.runningMean.data();
    await expectRefusal(
      () => layer.forward(one),
      'batchNorm: mean: expected finite numbers, got NaN for channel 1',
    );
  });
});

describe('layers of norms', () => {
  test('are their ops', () => {
    const x = seededTensor([2, 3, 4]);
    expect(new LayerNorm(4).forward(x)).toBeClose(layerNorm(x));
    expect(new LayerNorm([3, 4], { epsilon: 0.1 }).forward(x)).toBeClose(
      layerNorm(x, { axes: 2, epsilon: 0.1 }),
    );
    expect(new RmsNorm(4).forward(x)).toBeClose(rmsNorm(x));
    expect(new GroupNorm(2, 4).forward(x)).toBeClose(groupNorm(x, 2));
    expect(new InstanceNorm(4).forward(x)).toBeClose(instanceNorm(x));
  });

  test('parameters', () => {
    const names = (model: object) => Object.keys(stateDict(model));
    expect(names(new LayerNorm(4))).toEqual(['weight', 'bias']);
    expect(names(new LayerNorm(4, { affine: false }))).toEqual([]);
    expect(names(new RmsNorm(4))).toEqual(['weight']);
    expect(names(new GroupNorm(2, 4))).toEqual(['weight', 'bias']);
    expect(names(new InstanceNorm(4))).toEqual([]);
    expect(names(new InstanceNorm(4, { affine: true }))).toEqual(['weight', 'bias']);
  });

  test('leave nothing behind', async () => {
    const x = seededTensor([2, 3, 4]);
    const layers = [new LayerNorm(4), new RmsNorm(4), new GroupNorm(2, 4), new BatchNorm(4)];
    await expectNoLeaks(() => {
      for (const layer of layers) layer.forward(x, { training: true }).dispose();
    });
  });

  test.each<[string, () => unknown, string]>([
    ['size', () => new LayerNorm(0), 'LayerNorm: sizes: expected a positive integer, got 0'],
    [
      'epsilon',
      () => new RmsNorm(4, { epsilon: 0 }),
      'RmsNorm: epsilon: expected a number over 0, got 0',
    ],
    [
      'groups',
      () => new GroupNorm(3, 4),
      'GroupNorm: channels: expected a multiple of the 3 groups, got 4',
    ],
    [
      'input',
      () => new LayerNorm(4).forward(tf.zeros([2, 3])),
      'LayerNorm.forward: x: expected [..., 4], got [2, 3]',
    ],
    ['rate', () => new Dropout(1), 'Dropout: rate: expected a number in [0, 1), got 1'],
    [
      'no rng',
      () => new Dropout(0.5).forward(tf.zeros([2]), { training: true }),
      'Dropout.forward: rng: expected a generator of random(), got undefined',
    ],
  ])('errors: %s', async (_, run, message) => {
    await expect(async () => run()).rejects.toThrow(message);
  });
});

describe('Dropout', () => {
  test('does nothing but in training', () => {
    const layer = new Dropout(0.5);
    const x = tf.ones([4, 5]);
    expect(layer.forward(x)).toBe(x);
    expect(new Dropout(0).forward(x, { training: true })).toBe(x);
    expect(layer.forward(x, { training: true, rng: random(1) })).not.toBe(x);
  });
});
