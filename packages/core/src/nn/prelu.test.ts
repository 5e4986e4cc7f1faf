import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { parameters } from '../model/parameters';
import { stateDict } from '../model/state-dict';
import { prelu } from '../ops/activation/prelu';
import { sgd } from '../optim/sgd';
import { valueAndGrads } from '../tape/value-and-grads';
import { fromTorch, toTorch } from '../torch/from-torch';
import { PRelu } from './prelu';
import { sequential } from './sequential';

describe('PRelu', () => {
  test("is prelu with PyTorch's initial slope", () => {
    const x = seededTensor([2, 3, 5]);
    expect(new PRelu().forward(x)).toBeClose(prelu(x, tf.scalar(0.25)));
    expect(new PRelu(5, { slope: -0.5 }).forward(x)).toBeClose(prelu(x, tf.scalar(-0.5)));
    expect(stateDict(new PRelu(5)).weight).toBeClose(tf.fill([5], 0.25));
    expect(stateDict(new PRelu()).weight?.shape).toEqual([1]);
  });

  test('learns a slope', () => {
    const layer = new PRelu(3);
    const x = tf.neg(tf.abs(seededTensor([17, 3])));
    const wanted = tf.mul(x, tf.tensor1d([0.5, -1, 0]));
    const optimizer = sgd({ learningRate: 0.5 });
    const loss = () => tf.sum(tf.mean(tf.square(tf.sub(layer.forward(x), wanted)), 0)) as tf.Scalar;
    for (let step = 0; step < 60; step++) {
      const { value, grads } = valueAndGrads(loss, parameters(layer));
      optimizer.update(grads);
      tf.dispose([value, ...grads.values()] as tf.Tensor[]);
    }
    expect(layer.weight).toBeClose([0.5, -1, 0], { absolute: 1e-3 });
  });

  // torch.nn.Sequential(torch.nn.PReLU(3)).state_dict(): {'0.weight': [3]}
  test('goes to PyTorch and comes back', async () => {
    const model = sequential(new PRelu(3, { slope: 0.1 }));
    const there = await toTorch(model);
    expect(Object.keys(there)).toEqual(['0.weight']);
    expect(there['0.weight']?.shape).toEqual([3]);
    const other = sequential(new PRelu(3));
    fromTorch(other, { '0.weight': { data: Float32Array.of(1, 2, 3), shape: [3] } });
    expect(stateDict(other)['layers.0.weight']).toBeClose([1, 2, 3]);
  });

  test('leaves nothing behind', async () => {
    const layer = new PRelu(5);
    const x = seededTensor([2, 5]);
    await expectNoLeaks(() => layer.forward(x).dispose());
    await expectNoLeaks(() => new PRelu(3).weight.dispose());
  });

  test('errors', async () => {
    await expectRefusal(() => new PRelu(0), 'PRelu: channels: expected a positive integer, got 0');
    await expectRefusal(
      () => new PRelu(2, { slope: Number.NaN }),
      'PRelu: slope: expected a finite number, got NaN',
    );
    const layer = new PRelu(3);
    const x = tf.zeros([2, 4]);
    await expectRefusal(() => layer.forward(x), 'prelu: slope: expected [4], got [3]');
  });
});
