import { matMul, random, valueAndGrads } from '@dl/core';
import { seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { alibi, type KeyValues, MultiHeadAttention, rotary } from './index';

const CAUSAL = { mask: { causal: true } };

function make(options = {}) {
  return new MultiHeadAttention(12, 6, { rng: random(1), kvHeads: 2, ...options });
}

/** Rows `from` … `to − 1` of a sequence. */
function rows(x: tf.Tensor, from: number, to: number): tf.Tensor {
  return tf.slice(x, [0, from, 0], [-1, to - from, -1]);
}

describe('a cache of keys and values', () => {
  test.each([
    ['without positions', {}],
    ['rotary', { positions: rotary() }],
    ['rotary, neighbours', { positions: rotary({ pairs: 'neighbours' }) }],
    ['alibi', { positions: alibi() }],
    ['a most of positions', { maxLength: 41 }],
  ])('grows as it needs, %s', (_, options) => {
    const mha = make(options);
    const x = seededTensor([2, 41, 12], 3);
    const outputs: tf.Tensor[] = [];
    let cache: KeyValues | undefined;
    for (let t = 0; t < 41; t += t === 0 ? 3 : 1) {
      const made = mha.step(rows(x, t, t === 0 ? 3 : t + 1), { cache });
      outputs.push(made.output);
      if (cache !== undefined) tf.dispose([cache.keys, cache.values]);
      cache = made.cache;
    }
    expect(tf.concat(outputs, 1)).toBeClose(mha.forward(x, CAUSAL), { absolute: 2e-6 });
    expect([cache?.length, cache?.position]).toEqual([41, 41]);
    if ('maxLength' in options) expect(cache?.keys.shape[2]).toBe(41);
  });

  test('stays as it is, whoever goes on from it', () => {
    const mha = make({ positions: rotary() });
    const x = seededTensor([2, 5, 12], 3);
    const others = seededTensor([2, 5, 12], 4);
    const { cache } = mha.step(rows(x, 0, 3));
    const first = mha.step(rows(x, 3, 4), { cache });
    const other = mha.step(rows(others, 3, 4), { cache });
    const second = mha.step(rows(x, 4, 5), { cache: first.cache });
    const otherSecond = mha.step(rows(others, 4, 5), { cache: other.cache });
    const again = mha.step(rows(x, 3, 5), { cache });
    const mixed = tf.concat([rows(x, 0, 3), rows(others, 3, 5)], 1);
    const wholes = [x, mixed].map((whole) => rows(mha.forward(whole, CAUSAL), 3, 5));
    const close = { absolute: 2e-6 };
    expect(tf.concat([first.output, second.output], 1)).toBeClose(wholes[0] as tf.Tensor, close);
    expect(tf.concat([other.output, otherSecond.output], 1)).toBeClose(
      wholes[1] as tf.Tensor,
      close,
    );
    expect(again.output).toBeClose(wholes[0] as tf.Tensor, close);
  });

  test('may be put together of others, or reordered', () => {
    const mha = make();
    const x = seededTensor([2, 4, 12], 3);
    const next = rows(x, 3, 4);
    const { cache } = mha.step(rows(x, 0, 3));
    const wanted = mha.step(next, { cache: { ...cache, keys: tf.clone(cache.keys) } }).output;
    const order = tf.tensor1d([1, 0], 'int32');
    const [keys, values] = [cache.keys, cache.values].map((all) => tf.gather(all, order)) as [
      tf.Tensor4D,
      tf.Tensor4D,
    ];
    const reordered = mha.step(tf.reverse(next, 0), { cache: { ...cache, keys, values } });
    expect(tf.reverse(reordered.output, 0)).toBeClose(wanted);
    // One tensor as both: what is written for values must not land on keys.
    const both = mha.step(next, { cache: { ...cache, values: cache.keys } });
    const apart = mha.step(next, {
      cache: { ...cache, values: tf.add(cache.keys, 0) as tf.Tensor4D },
    });
    expect(both.output).toBeClose(apart.output);
    expect(mha.step(next, { cache }).output).toBeClose(wanted);
  });

  test('of another shape over the same data is not written to', () => {
    const mha = make();
    const halves = new MultiHeadAttention(12, 12, { rng: random(2), kvHeads: 4 });
    const x = seededTensor([2, 12, 12], 3);
    const { cache } = mha.step(rows(x, 0, 8));
    const [, , capacity, depth] = cache.keys.shape;
    const shape: [number, number, number, number] = [2, 4, capacity, depth / 2];
    const other = {
      ...cache,
      keys: tf.reshape(cache.keys, shape) as tf.Tensor4D,
      values: tf.reshape(cache.values, shape) as tf.Tensor4D,
    };
    halves.step(rows(x, 8, 12), { cache: other });
    const { output } = mha.step(rows(x, 8, 12), { cache });
    expect(output).toBeClose(rows(mha.forward(x, CAUSAL), 8, 12), { absolute: 2e-6 });
  });

  test('is looked at as a memory, without its room', () => {
    const mha = make();
    const x = seededTensor([2, 4, 12], 3);
    const { cache } = mha.step(rows(x, 0, 3));
    const query = rows(x, 3, 4);
    const wanted = mha.forward(query, { memory: rows(x, 0, 3) });
    expect(mha.forward(query, { memory: cache })).toBeClose(wanted, { absolute: 2e-6 });
  });

  test('lets gradients through, one step after the other', () => {
    const mha = make({ positions: rotary() });
    const x = seededTensor([2, 5, 12], 3);
    const loss = (outputs: () => tf.Tensor) => () =>
      tf.mean(matMul(outputs(), outputs(), { transposeB: true })) as tf.Scalar;
    const weights = [mha.input.weight, mha.output.weight];
    const { grads } = valueAndGrads(
      loss(() => {
        const first = mha.step(rows(x, 0, 3));
        const second = mha.step(rows(x, 3, 5), { cache: first.cache });
        return tf.concat([first.output, second.output], 1);
      }),
      weights,
    );
    const whole = valueAndGrads(
      loss(() => mha.forward(x, CAUSAL)),
      weights,
    ).grads;
    for (const weight of weights) {
      expect(grads.get(weight) as tf.Tensor).toBeClose(whole.get(weight) as tf.Tensor, {
        absolute: 2e-6,
      });
    }
  });

  test.each([
    ['first', -1, 'expected an integer from 0 to'],
    ['length', 0, 'expected an integer from 1 to'],
    ['length', 99, 'expected an integer from 1 to'],
    ['position', 2, 'expected an integer'],
  ])('whose %s is %d is refused', (name, value, text) => {
    const mha = make();
    const { cache } = mha.step(tf.zeros([1, 3, 12]));
    const broken = { ...cache, [name]: value };
    expect(() => mha.step(tf.zeros([1, 1, 12]), { cache: broken })).toThrow(
      `cache.${name}: ${text}`,
    );
    expect(() => mha.forward(tf.zeros([1, 1, 12]), { memory: broken })).toThrow(
      `memory.${name}: ${text}`,
    );
  });
});
