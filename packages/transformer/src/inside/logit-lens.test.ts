import { random } from '@dl/core';
import { expectNoLeaks, expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Bert } from '../bert/bert';
import { Gpt } from '../gpt/gpt';
import { Vit } from '../vit/vit';
import { logitLens } from './logit-lens';

const sizes = { layers: 3, heads: 2, size: 8, context: 5 };
const ids = () => tf.tensor2d([[1, 5, 2, 7]], [1, 4], 'int32');
const close = { absolute: 2e-5 };

describe('logitLens', () => {
  test('the last are the logits, the first what the embedding alone says', () => {
    for (const tied of [true, false]) {
      const model = new Gpt(9, { rng: random(1), ...sizes, tied });
      const made = logitLens(model, ids());
      expect(made.map((x) => x.shape)).toEqual(Array(4).fill([1, 4, 9]));
      expect(made[3] as tf.Tensor).toBeClose(model.forward(ids()), close);
      const x = tf.add(
        model.embedding.forward(ids()),
        tf.slice(model.positions?.weight as tf.Tensor, 0, 4),
      );
      expect(made[0] as tf.Tensor).toBeClose(
        model.logits(model.decoder.norm?.forward(x) as tf.Tensor),
        close,
      );
    }
  });

  test('a model of fewer blocks says what the lens sees behind them', () => {
    const model = new Gpt(9, { rng: random(1), ...sizes });
    const whole = logitLens(model, ids());
    (model.decoder.blocks as unknown[]).length = 2;
    expect(whole[2] as tf.Tensor).toBeClose(model.forward(ids()), close);
  });

  test('of Bert the last are its logits too', () => {
    const bert = new Bert(9, { rng: random(1), ...sizes });
    const mask = { lengths: [3] };
    const made = logitLens(bert, ids(), { mask });
    expect(made[3] as tf.Tensor).toBeClose(bert.logits(bert.forward(ids(), { mask })), close);
  });

  test('leaves its tensors alone behind, and refuses other models', async () => {
    const model = new Gpt(9, { rng: random(1), ...sizes });
    const tokens = ids();
    await expectNoLeaks(() => tf.dispose(logitLens(model, tokens)));
    const vit = new Vit({
      rng: random(1),
      layers: 1,
      heads: 2,
      size: 8,
      imageSize: 2,
      patchSize: 1,
    });
    await expectRefusal(() => logitLens(vit as never, tokens), /^logitLens: model: expected a Gpt/);
  });
});
