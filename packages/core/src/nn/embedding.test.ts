import { expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { uniform } from '../init/initializers';
import { loadStateDict } from '../model/load-state-dict';
import { parameters } from '../model/parameters';
import { stateDict } from '../model/state-dict';
import { mse } from '../ops/loss/mse';
import { adagrad } from '../optim/adagrad';
import { random } from '../random/random';
import { train } from '../train/train';
import { Embedding } from './embedding';

const EXACT = { absolute: 0, relative: 0 };
const int = (values: number[], shape: number[] = [values.length]) =>
  tf.tensor(values, shape, 'int32');

describe('Embedding', () => {
  test('gives a row for each id', () => {
    const layer = new Embedding(7, 5, { rng: random(1) });
    const y = layer.forward(int([6, 0, 6, 2, 3, 1], [2, 3]));
    expect(y.shape).toEqual([2, 3, 5]);
    expect(tf.slice(y, [0, 2], [1, 1])).toBeClose(
      tf.reshape(tf.slice(layer.weight, 6, 1), [1, 1, 5]),
      EXACT,
    );
  });

  test('is drawn from a normal distribution, with a row of zeros for the padding', () => {
    const plain = new Embedding(31, 17, { rng: random(1) });
    const padded = new Embedding(31, 17, { rng: random(1), paddingIndex: 3 });
    expect(plain.weight).toBeClose(random(1).normal([31, 17]), EXACT);
    const rows = (x: tf.Tensor, from: number, size: number) => tf.slice(x, [from, 0], [size, 17]);
    expect(rows(padded.weight, 3, 1)).toBeClose(tf.zeros([1, 17]), EXACT);
    for (const [from, size] of [
      [0, 3],
      [4, 27],
    ] as const) {
      expect(rows(padded.weight, from, size)).toBeClose(rows(plain.weight, from, size), EXACT);
    }
  });

  test('learns, and leaves the padding alone', async () => {
    for (const sparse of [false, true]) {
      const options = { rng: random(1), init: uniform(), paddingIndex: 2, sparse };
      const layer = new Embedding(5, 3, options);
      const target = seededTensor([6, 3], 2);
      let last = Number.NaN;
      for await (const { loss } of train({
        parameters: parameters(layer),
        optimizer: adagrad({ learningRate: 0.3 }),
        batches: () => int([0, 1, 3, 4, 2, 2]),
        loss: (ids) =>
          mse(layer.forward(ids), tf.mul(target, tf.tensor([[1], [1], [1], [1], [0], [0]]))),
        steps: 40,
      })) {
        last = await loss();
      }
      expect(last).toBeLessThan(1e-3);
      expect(tf.slice(layer.weight, 2, 1)).toBeClose(tf.zeros([1, 3]), EXACT);
    }
  });

  test('its state goes around', () => {
    const [a, b] = [1, 2].map((seed) => new Embedding(5, 3, { rng: random(seed) }));
    loadStateDict(b, stateDict(a));
    expect(Object.keys(stateDict(b))).toEqual(['weight']);
    expect((b as Embedding).weight).toBeClose((a as Embedding).weight, EXACT);
  });

  test('refuses sizes and options that are none, and ids outside', async () => {
    const rng = random(1);
    await expectRefusal(
      () => new Embedding(0, 3, { rng }),
      /^Embedding: vocabSize: expected a positive integer, got 0$/,
    );
    await expectRefusal(
      () => new Embedding(5, 1.5, { rng }),
      'Embedding: size: expected a positive integer, got 1.5',
    );
    await expectRefusal(
      () => new Embedding(5, 3, { rng, paddingIndex: -1 }),
      'Embedding: paddingIndex: expected an integer from 0 to 4, got -1',
    );
    await expectRefusal(
      () => new Embedding(5, 3, { rng, init: (shape) => tf.zeros([...shape].reverse()) }),
      'Embedding: init: expected [5, 3], got [3, 5]',
    );
    const layer = new Embedding(5, 3, { rng });
    const ids = int([5]);
    await expectRefusal(() => layer.forward(ids), /\(vocabulary of 5\), got 5 at 0$/);
  });
});
