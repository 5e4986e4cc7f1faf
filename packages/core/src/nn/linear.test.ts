import {
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../check/shape';
import { heNormal } from '../init/initializers';
import { dispose } from '../model/dispose';
import { loadStateDict } from '../model/load-state-dict';
import { parameters } from '../model/parameters';
import { stateDict } from '../model/state-dict';
import { linear } from '../ops/dense/linear';
import { sgd } from '../optim/sgd';
import { random } from '../random/random';
import { train } from '../train/train';
import { Linear } from './linear';

const rng = random(1);

describe('Linear', () => {
  test('maps the last axis', () => {
    const layer = new Linear(3, 5, { rng });
    for (const lead of [[], [2], [2, 7], [2, 7, 11]]) {
      expect(layer.forward(tf.zeros([...lead, 3])).shape).toEqual([...lead, 5]);
    }
    expect(layer.weight.shape).toEqual([3, 5]);
    expect(layer.bias).toBeClose(tf.zeros([5]));
    expect(layer.activation).toBe('none');
  });

  // weight, bias = seeded([3, 5], 2), seeded([5], 3); torch.tanh(seeded([2, 3], 1) @ weight + bias)
  test('golden numbers', () => {
    const layer = new Linear(3, 5, { rng, activation: 'tanh' });
    loadStateDict(layer, { weight: seededTensor([3, 5], 2), bias: seededTensor([5], 3) });
    expect(layer.forward(seededTensor([2, 3], 1))).toBeClose([
      ...[-0.0444732, 0.282804, 0.79718, 0.286312, -0.511892],
      ...[-0.158273, 0.665428, 0.467503, 0.508014, -0.371121],
    ]);
  });

  test('its weights follow from the generator and the initialiser', () => {
    const a = new Linear(3, 5, { rng: random(7), init: heNormal() });
    const b = new Linear(3, 5, { rng: random(7), init: heNormal(), bias: false });
    expect(a.weight).toBeClose(b.weight, { absolute: 0, relative: 0 });
    expect(a.weight).toBeClose(heNormal()([3, 5], random(7)));
    expect(b.bias).toBeUndefined();
    expect(b.forward(tf.zeros([2, 3]))).toBeClose(tf.zeros([2, 5]));
  });

  test('gradient', () => {
    const layer = new Linear(3, 2, { rng, activation: 'sigmoid' });
    expectGradients((x) => layer.forward(x as tf.Tensor), [seededTensor([2, 3])]);
    const f = (...[x, w, bias]: tf.Tensor[]) =>
      linear(x as tf.Tensor, w as tf.Tensor, { bias, activation: 'sigmoid' });
    const [x, dy] = [seededTensor([2, 3]), seededTensor([2, 2], 4)];
    const wanted = tf.grads(f)([x, ...parameters(layer)], dy);
    expect(tf.grad((z) => layer.forward(z))(x, dy)).toBeClose(wanted[0] as tf.Tensor);
  });

  test('overfits a tiny batch', async () => {
    const layer = new Linear(3, 2, { rng });
    const [x, y] = [seededTensor([2, 3], 1), seededTensor([2, 2], 2)];
    const run = train({
      parameters: parameters(layer),
      optimizer: sgd({ learningRate: 0.3 }),
      loss: () => tf.mean(tf.squaredDifference(layer.forward(x), y)),
      batches: () => undefined,
      steps: 300,
    });
    let last = Number.NaN;
    for await (const { step, loss } of run) if (step === 300) last = await loss();
    expect(last).toBeLessThan(1e-4);
  });

  test('its state dict is weight and bias, and goes round', () => {
    const [from, to] = [new Linear(3, 5, { rng }), new Linear(3, 5, { rng })];
    expect(Object.keys(stateDict(from))).toEqual(['weight', 'bias']);
    expect(from.weight).not.toBeClose(to.weight);
    loadStateDict(to, stateDict(from));
    expect(to.weight).toBeClose(from.weight);
  });

  test('refuses sizes, words and weights that do not fit', async () => {
    const sizes: [number, number, string][] = [
      [0, 5, 'Linear: inSize: expected a positive integer, got 0'],
      [3, 1.5, 'Linear: outSize: expected a positive integer, got 1.5'],
    ];
    for (const [inSize, outSize, message] of sizes) {
      await expectRefusal(() => new Linear(inSize, outSize, { rng }), message);
    }
    await expectRefusal(
      () => new Linear(3, 5, { rng, activation: 'gelu' as never }),
      'Linear: activation: expected "none", "relu", "tanh", "sigmoid", "relu6", "hardSwish" or a function such as gelu, got "gelu"',
    );
    await expectRefusal(
      () => new Linear(3, 5, {} as never),
      'Linear: rng: expected a generator of random(), got undefined',
    );
    const error = await expectRefusal(
      () => new Linear(3, 5, { rng, init: () => tf.zeros([5, 3]) }),
      'Linear: init: expected [3, 5], got [5, 3]',
    );
    expect(error).toBeInstanceOf(ShapeError);
    const layer = new Linear(3, 5, { rng });
    const x = tf.zeros([2, 7]);
    await expectRefusal(() => layer.forward(x), 'linear: x: expected [..., 3], got [2, 7]');
  });

  test('leaves its Variables, then nothing', async () => {
    const x = seededTensor([2, 3]);
    await expectNoLeaks(() => {
      const layer = new Linear(3, 5, { rng, activation: 'relu' });
      layer.forward(x).dispose();
      dispose(layer);
    });
  });

  test('is the same on every backend', async () => {
    await expectSameOnEveryBackend(() => {
      const layer = new Linear(3, 5, { rng: random(3), activation: 'relu' });
      const y = layer.forward(seededTensor([7, 3]));
      dispose(layer);
      return y;
    });
  });
});
