import { random } from '@dl/core';
import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Autoencoder } from './autoencoder';
import { bernoulli } from './pixel-rows';

const pixels = (rows: number, seed = 31) =>
  tf.div(tf.add(seededTensor([rows, 7], seed), 1), 2) as tf.Tensor2D;

describe('Autoencoder', () => {
  test('has the shapes of a Vae, and its loss is the reconstruction', async () => {
    const model = new Autoencoder(7, 3, { rng: random(1), hiddenSize: 5 });
    const x = pixels(2);
    const shapes = [
      ...[model.encode(x), model.forward(x), model.reconstruct(x)],
      ...[model.sample(11, { rng: random(1) }), model.interpolate(x, x, { steps: 5 })],
    ].map(({ shape }) => shape);
    expect(shapes).toEqual([
      ...[
        [2, 3],
        [2, 7],
        [2, 7],
      ],
      ...[
        [11, 7],
        [2, 5, 7],
      ],
    ]);
    expect(model.loss(x)).toBeClose(tf.mean(bernoulli(model.decode(model.encode(x)), x)));
    const ends = model.interpolate(x, pixels(2, 5), { steps: 3 });
    expect(tf.squeeze(tf.slice(ends, [0, 0, 0], [2, 1, 7]), [1])).toBeClose(model.reconstruct(x), {
      absolute: 1e-6,
    });
    await expectNoLeaks(() => model.loss(x).dispose());
    await expectRefusal(
      () => model.decode(x),
      'Autoencoder.decode: z: expected [batch, 3], got [2, 7]',
    );
  });
});
