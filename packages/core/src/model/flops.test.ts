import { expectNoLeaks, expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Linear } from '../nn/linear';
import { sequential } from '../nn/sequential';
import { softmax } from '../ops/activation/softmax';
import { linear } from '../ops/dense/linear';
import { matMul } from '../ops/dense/mat-mul';
import { random } from '../random/random';
import { gradientCheckpoint } from '../tape/gradient-checkpoint';
import { op } from '../tape/op';
import { dispose } from './dispose';
import { registerFlops } from './flop-counts';
import { flops } from './flops';

const count = (f: (x: tf.Tensor) => tf.Tensor, shape: number[]) => flops(f, shape).multiplyAdds;

const perceptron = () => {
  const rng = random(1);
  const first = new Linear(784, 128, { rng: rng.fold(0), activation: 'relu' });
  return sequential(first, new Linear(128, 10, { rng: rng.fold(1) }), softmax);
};

describe('flops', () => {
  test('of a perceptron, layer by layer', () => {
    const model = perceptron();
    const report = flops(model, [7, 784]);
    expect(report.multiplyAdds).toBe(7 * (784 * 128 + 128 * 10));
    expect(report.ops).toEqual([
      { name: 'Linear', shape: [7, 128], multiplyAdds: 7 * 784 * 128 },
      { name: 'Linear', shape: [7, 10], multiplyAdds: 7 * 128 * 10 },
    ]);
    expect(report.uncounted).toEqual(['Softmax']);
    dispose(model);
  });

  test('of products of any rank, transposed or not', () => {
    const b = tf.zeros([3, 5]);
    expect(count((x) => matMul(x, b), [2, 3])).toBe(2 * 3 * 5);
    expect(count((x) => matMul(x, b, { transposeA: true }), [3, 2])).toBe(2 * 3 * 5);
    expect(count((x) => matMul(x, b, { transposeB: true }), [2, 5])).toBe(2 * 3 * 5);
    expect(count((x) => matMul(x, b), [7, 2, 3])).toBe(7 * 2 * 3 * 5);
    expect(count((x) => matMul(b, x), [7, 5, 2])).toBe(7 * 3 * 5 * 2);
    expect(count((x) => tf.matMul(x as tf.Tensor2D, b as tf.Tensor2D), [2, 3])).toBe(30);
    expect(count((x) => linear(x, b), [11, 2, 3])).toBe(11 * 2 * 3 * 5);
  });

  test('of the first convolutions of ResNet and MobileNet', () => {
    const conv = (filter: [number, number, number, number], stride: number) => (x: tf.Tensor) =>
      tf.conv2d(x as tf.Tensor4D, tf.zeros(filter) as tf.Tensor4D, stride, 'same');
    // As He et al. 2015 and Howard et al. 2017 count them, at half of the images' sides: a quarter.
    expect(count(conv([7, 7, 3, 64], 2), [1, 112, 112, 3])).toBe(118_013_952 / 4);
    expect(count(conv([1, 1, 32, 64], 1), [1, 56, 56, 32])).toBe(25_690_112 / 4);
    const window = tf.zeros([3, 3, 32, 1]) as tf.Tensor4D;
    const depthwise = (x: tf.Tensor) => tf.depthwiseConv2d(x as tf.Tensor4D, window, 1, 'same');
    expect(count(depthwise, [1, 56, 56, 32])).toBe(3_612_672 / 4);
  });

  test('of a transposed convolution: the filter at every place of the input', () => {
    const filter = tf.zeros([3, 3, 5, 2]) as tf.Tensor4D;
    const f = (x: tf.Tensor) =>
      tf.conv2dTranspose(x as tf.Tensor4D, filter, [1, 14, 14, 5], 2, 'same');
    expect(count(f, [1, 7, 7, 2])).toBe(7 * 7 * 2 * 3 * 3 * 5);
  });

  test('sees into a checkpoint, and counts in a gradient too', () => {
    const w = tf.zeros([3, 3]);
    const layer = gradientCheckpoint((x: tf.Tensor) => matMul(x, w));
    expect(count((x) => layer(layer(x)), [2, 3])).toBe(2 * 2 * 3 * 3);
    tf.grad((x) => {
      expect(count((z) => matMul(z, w), [2, 3])).toBe(2 * 3 * 3);
      return tf.sum(tf.square(x));
    })(tf.ones([2]));
  });

  test('of an op that a topic registers', () => {
    const f = (x: tf.Tensor) =>
      op('Ours', { x }, { forward: () => tf.add(x, 1), gradients: (dy) => ({ x: () => dy }) });
    expect(flops(f, [2, 3])).toEqual({ multiplyAdds: 0, ops: [], uncounted: ['Ours'] });
    registerFlops('Ours', ([x]) => 10 * (x?.[1] as number));
    expect(count(f, [2, 3])).toBe(30);
  });

  test('takes ids', () => {
    const table = tf.zeros([7, 3]) as tf.Tensor2D;
    const f = (ids: tf.Tensor) => matMul(tf.gather(table, ids), table, { transposeB: true });
    expect(flops(f as never, [5], { dtype: 'int32' }).multiplyAdds).toBe(5 * 3 * 7);
  });

  test('refuses what is no model and no shape', async () => {
    await expectRefusal(
      () => flops({} as never, [2]),
      'flops: model: expected a function or an object with forward, got an Object',
    );
    await expectRefusal(() => flops(softmax, [2, 0]), /^flops: inputShape.1: expected .*, got 0$/);
    await expectRefusal(
      () => flops(softmax, 3 as never),
      'flops: inputShape: expected an array of sizes, got 3',
    );
    await expectRefusal(
      () => flops(softmax, [2], null as never),
      'flops: expected an object of options, got null',
    );
    await expectRefusal(
      () => flops(softmax, [2], { dtyp: 'int32' } as never),
      /^flops: expected an option of dtype, got "dtyp"/,
    );
    await expectRefusal(
      () => flops((() => 3) as never, [2]),
      'flops: model: expected a tensor, got 3',
    );
    await expectRefusal(
      () => registerFlops('Ours', 3 as never),
      'registerFlops: count: expected a function, got 3',
    );
  });

  test('leaves nothing behind, also where the model throws', async () => {
    const model = perceptron();
    await expectNoLeaks(() => flops(model, [2, 784]));
    await expectRefusal(() => flops(model, [2, 783]), /linear: x: expected/);
    expect(tf.engine().state.gradientDepth).toBe(0);
    dispose(model);
  });
});
