import { expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Linear } from '../nn/linear';
import { sequential } from '../nn/sequential';
import { random } from '../random/random';
import { op } from '../tape/op';
import { valueAndGrads } from '../tape/value-and-grads';
import { freeze, unfreeze } from './freeze';
import { parameters } from './parameters';
import { stateDict } from './state-dict';

const make = () => {
  const rng = random(1);
  const [encoder, head] = [new Linear(3, 5, { rng }), new Linear(5, 2, { rng })];
  const statistic = tf.tidy(() => tf.variable(tf.zeros([5]), false));
  return { encoder, head, statistic };
};

describe('freeze', () => {
  test('takes a part out of the parameters, and unfreeze puts it back', () => {
    const model = make();
    const all = parameters(model);
    freeze(model.encoder);
    freeze(model.encoder);
    expect(parameters(model)).toEqual(parameters(model.head));
    expect(Object.keys(stateDict(model))).toHaveLength(5);
    unfreeze(model);
    expect(parameters(model)).toEqual(all);
    expect(model.statistic.trainable).toBe(false);
  });

  test('no gradient is computed for what is frozen', () => {
    const model = make();
    let backward = 0;
    const watched = (x: tf.Tensor) =>
      op(
        'Watched',
        { x },
        {
          forward: () => tf.tidy(() => tf.add(x, 0)),
          gradients: (dy) => ({
            x: () => {
              backward++;
              return tf.tidy(() => tf.add(dy, 0));
            },
          }),
        },
      );
    const x = seededTensor([7, 3], 1);
    const net = sequential(model.encoder, watched, model.head);
    const run = () => {
      const { grads } = valueAndGrads(() => tf.sum(net.forward(x)), parameters(model));
      return grads.size;
    };
    expect(run()).toBe(4);
    expect(backward).toBe(1);
    freeze(model.encoder);
    expect(run()).toBe(2);
    expect(backward).toBe(1);
  });

  test('refuses what is no model', async () => {
    await expectRefusal(() => freeze(3), /^freeze: model: expected an object/);
    await expectRefusal(() => unfreeze('x'), /^unfreeze: model: expected an object/);
  });
});
