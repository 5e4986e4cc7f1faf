import { parameters, random, valueAndGrads } from '@dl/core';
import { backendName, readValues, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { AdditiveAttention } from './additive-attention';
import { broken, expectEqual } from './fixtures/broken-rows';
import { GeneralAttention } from './general-attention';
import { MultiHeadAttention } from './multi-head-attention';
import { rotary } from './rotary';

const GPU = backendName === 'webgpu';

describe('what a mask hides from a layer', () => {
  const [batch, queries, keys] = [2, 4, 6];
  // Query 1 sees nothing, and no query sees key 2 and the last.
  const pairs = () =>
    tf.logicalAnd(
      tf.notEqual(tf.reshape(tf.range(0, queries), [queries, 1]), 1),
      tf.logicalAnd(tf.notEqual(tf.range(0, keys), 2), tf.less(tf.range(0, keys), keys - 1)),
    );
  const square = () =>
    tf.logicalAnd(
      tf.notEqual(tf.reshape(tf.range(0, queries), [queries, 1]), 1),
      tf.notEqual(tf.range(0, queries), 1),
    );
  const rng = random(1);
  const LAYERS: Record<string, () => [object, (x: tf.Tensor, memory: tf.Tensor) => tf.Tensor]> = {
    GeneralAttention: () => {
      const layer = new GeneralAttention(6, 4, { rng });
      return [layer, (x, memory) => layer.forward(x, { memory, mask: pairs() })];
    },
    'GeneralAttention with weights': () => {
      const layer = new GeneralAttention(6, 4, { rng });
      return [
        layer,
        (x, memory) => layer.forward(x, { memory, mask: pairs(), weights: true }).output,
      ];
    },
    AdditiveAttention: () => {
      const layer = new AdditiveAttention(6, 4, { rng });
      return [layer, (x, memory) => layer.forward(x, { memory, mask: pairs() })];
    },
    'MultiHeadAttention of a memory': () => {
      const layer = new MultiHeadAttention(6, 2, { rng, memorySize: 4 });
      return [layer, (x, memory) => layer.forward(x, { memory, mask: pairs() })];
    },
    'MultiHeadAttention of a memory, by a bias': () => {
      const layer = new MultiHeadAttention(6, 2, { rng, memorySize: 4 });
      const bias = () =>
        tf.where(pairs(), tf.zeros([queries, keys]), tf.fill([queries, keys], -1e30));
      return [layer, (x, memory) => layer.forward(x, { memory, bias: bias() })];
    },
    'MultiHeadAttention of itself': () => {
      const layer = new MultiHeadAttention(6, 3, { rng, positions: rotary() });
      return [layer, (x) => layer.forward(x, { mask: square() })];
    },
    'MultiHeadAttention of itself, while it drops': () => {
      const layer = new MultiHeadAttention(6, 2, { rng, dropout: 0.5 });
      return [layer, (x) => layer.forward(x, { mask: square(), training: true, rng: random(2) })];
    },
  };
  const LAYER_NAMES = Object.keys(LAYERS).filter((_, i) => !GPU || i === 2 || i === 3);

  test.each(LAYER_NAMES)('learns the same whatever is hidden from it: %s', async (name) => {
    const [layer, forward] = (LAYERS[name] as (typeof LAYERS)[string])();
    const run = async (value: number) => {
      const x = tf.variable(await broken(seededTensor([batch, queries, 6], 1), 'q', 1, value));
      const half = await broken(seededTensor([batch, keys, 4], 2), 'k', 2, value);
      const memory = tf.variable(await broken(half, 'k', keys - 1, value));
      const variables = [x, memory, ...parameters(layer)];
      let y: tf.Tensor | undefined;
      const { grads } = valueAndGrads(() => {
        y = tf.keep(forward(x as tf.Tensor, memory as tf.Tensor));
        return tf.sum(tf.square(y)) as tf.Scalar;
      }, variables);
      const found = [y as tf.Tensor, ...grads.values()];
      expect(found.length).toBe(variables.length + (name.includes('itself') ? 0 : 1));
      return Promise.all(found.map(readValues));
    };
    const wanted = await run(0);
    (await run(Number.NaN)).forEach((values, i) => {
      expectEqual(values, wanted[i] as ArrayLike<number>, `${name}: ${i}`, Number.NaN);
    });
  });

  test('a cache may hold anything at what a mask hides', async () => {
    const mha = new MultiHeadAttention(6, 2, { rng });
    const { cache } = mha.step(seededTensor([batch, 3, 6], 1));
    const mask = tf.tensor([1, 0, 1, 1], [4], 'bool');
    const step = async (value: number) => {
      const own = {
        ...cache,
        keys: (await broken(cache.keys, 'k', 1, value)) as tf.Tensor4D,
        values: (await broken(cache.values, 'k', 1, value)) as tf.Tensor4D,
      };
      return readValues(mha.step(seededTensor([batch, 1, 6], 2), { cache: own, mask }).output);
    };
    expectEqual(await step(Number.NaN), await step(0), 'step', Number.NaN);
  });
});
