import { dispose, normal, random } from '@dl/core';
import { Gpt } from '@dl/transformer';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { traceOf } from './trace';

const make = () =>
  new Gpt(7, {
    ...{ layers: 2, heads: 3, size: 6, context: 5, rng: random(1), init: normal({ std: 0.5 }) },
  });
const ids = () => tf.tensor2d([0, 3, 6, 1, 2, 2, 5, 4, 0, 1], [2, 5], 'int32');

describe('traceOf', () => {
  test('comes to the logits of the model, by weights that sum to 1 and see nothing behind', async () => {
    const gpt = make();
    const { logits, blocks } = traceOf(gpt, ids());
    expect(logits).toBeClose(gpt.forward(ids()), { absolute: 1e-5 });
    expect(blocks.length).toBe(2);
    for (const { weights } of blocks) {
      expect(weights.shape).toEqual([2, 3, 5, 5]);
      expect(tf.sum(weights, -1)).toBeClose(tf.ones([2, 3, 5]), { absolute: 1e-5 });
      const [first] = await tf.slice(weights, [0, 0, 0, 1], [1, 1, 1, 1]).data();
      expect(first).toBe(0);
    }
    dispose(gpt);
  });

  test('a head that is off is as one whose output has no weights', () => {
    const gpt = make();
    const { logits } = traceOf(gpt, ids(), { layer: 1, head: 2 });
    const weight = gpt.decoder.blocks[1]?.attention.output.weight as tf.Variable;
    const rows = tf.tensor2d([1, 1, 1, 1, 0, 0], [6, 1]);
    weight.assign(tf.mul(weight, rows));
    expect(logits).toBeClose(gpt.forward(ids()), { absolute: 1e-5 });
    dispose(gpt);
  });
});
