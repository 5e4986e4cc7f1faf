import {
  adamW,
  dispose,
  loadStateDict,
  parameters,
  random,
  stateDict,
  train,
  valueAndGrads,
} from '@dl/core';
import {
  assignSeeded,
  expectGolden,
  expectNoLeaks,
  expectRefusal,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import golden from '../fixtures/huggingface-layers.json';
import { Vit } from './vit';
import type { VitOptions } from './vit-options';

const { size, heads, hidden, layers, batch } = golden.sizes;
const make = (options: Partial<VitOptions> = {}) =>
  new Vit({
    ...{ rng: random(1), layers, heads, size, hidden },
    ...{ imageSize: [6, 4], patchSize: 2, classes: 5, ...options },
  });
const images = () => seededTensor<tf.Tensor4D>([batch, 6, 4, 3], 1);
const close = { absolute: 2e-5 };

describe('Vit', () => {
  // fixtures/huggingface_layers.py
  test('is ViT as transformers has it: features, logits, loss, gradients', () => {
    const wanted = golden.vit;
    const vit = make();
    assignSeeded(vit, wanted.shapes as unknown as Record<string, number[]>);
    const x = tf.variable(images());
    expect(tf.reshape(vit.features(x), [-1])).toBeClose(wanted.features, close);
    expect(tf.reshape(vit.forward(x), [-1])).toBeClose(wanted.logits, close);
    const labels = tf.tensor1d(wanted.labels, 'int32');
    expect(vit.loss(x, labels)).toBeClose(tf.scalar(wanted.loss), close);
    const made = valueAndGrads(() => vit.loss(x, labels), [x, ...parameters(vit)]);
    expectGolden(vit, made, wanted.gradients as never, 5e-5);
    const dx = made.grads.get(x) as tf.Tensor;
    expect(tf.reshape(dx, [-1])).toBeClose(wanted.dx, close);
  });

  test('without classes it gives the features of its class token; a square by one number', () => {
    const vit = make({ classes: undefined, imageSize: 4, channels: 1, patchSize: 4 });
    const x = seededTensor([3, 4, 4, 1], 2);
    expect(vit.forward(x).shape).toEqual([3, size]);
    const features = vit.features(x);
    expect(features.shape).toEqual([3, 2, size]);
    expect(vit.forward(x)).toBeClose(tf.reshape(tf.slice(features, 0, [3, 1, size]), [3, size]));
  });

  test('learns to tell where a bright patch is', async () => {
    const vit = make({ imageSize: 4, channels: 1, classes: 4, layers: 1, dropout: 0.05 });
    const x = tf.tensor4d(
      [0, 1, 2, 3].flatMap((at) =>
        Array.from({ length: 16 }, (_, i) => +(2 * (i >> 3) + ((i >> 1) & 1) === at)),
      ),
      [4, 4, 4, 1],
    );
    const labels = tf.tensor1d([0, 1, 2, 3], 'int32');
    const optimizer = adamW({ learningRate: 0.02 });
    const rng = random(2);
    let last = 9;
    for await (const report of train({
      ...{ parameters: parameters(vit), optimizer, steps: 40, batches: () => ({}) },
      loss: () => vit.loss(x, labels, { training: true, rng }),
    })) {
      if (report.step === 40) last = await report.loss();
    }
    expect(last).toBeLessThan(0.2);
    optimizer.dispose();
    tf.dispose([x, labels]);
    dispose(vit);
  });

  test('round trip of the state dict', () => {
    const [from, to] = [make(), make({ rng: random(2) })];
    loadStateDict(to, stateDict(from));
    expect(to.forward(images())).toBeClose(from.forward(images()), { absolute: 0 });
  });

  test('refuses what does not fit', async () => {
    const refused = (options: Partial<VitOptions>, message: RegExp) =>
      expectRefusal(() => make(options), message);
    await refused({ patchSize: 4 }, /^Vit: patchSize: expected a divisor of 6 and 4, got 4$/);
    await refused({ imageSize: [6] as never }, /^Vit: imageSize: expected a size, or height/);
    await refused({ imageSize: 0 }, /^Vit: imageSize: expected a positive integer, got 0$/);
    await refused({ heads: 5 }, /heads: expected a divisor of size 12, got 5$/);
    await refused({ classes: 0 }, /^Vit: classes: expected a positive integer/);
    const vit = make({ classes: undefined });
    const wrong = seededTensor([1, 4, 6, 3]);
    await expectRefusal(
      () => vit.forward(wrong),
      'Vit.forward: images: expected [batch, 6, 4, 3], got [1, 4, 6, 3]',
    );
    const [x, labels] = [images(), tf.tensor1d([0, 1], 'int32')];
    await expectRefusal(() => vit.loss(x, labels), /^Vit.loss: expected a model with classes/);
  });

  test('leaves no tensor behind', async () => {
    await expectNoLeaks(() => {
      const vit = make();
      tf.tidy(() => {
        const labels = tf.tensor1d([0, 1], 'int32');
        valueAndGrads(() => vit.loss(images(), labels), parameters(vit));
      });
      dispose(vit);
    });
  });
});
