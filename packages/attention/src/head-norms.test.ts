import { dispose, loadStateDict, parameters, random, stateDict, valueAndGrads } from '@dl/core';
import { fromTorch, toTorch } from '@dl/core/torch';
import { expectGradients, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { KeyValues } from './cache';
import golden from './fixtures/torch-qk-norm.json';
import { MultiHeadAttention } from './multi-head-attention';
import type { MultiHeadAttentionOptions } from './multi-head-options';
import { rotary } from './rotary';
import { multiHeadAttentionTorch } from './torch-codec';

const make = (size: number, heads: number, options: Partial<MultiHeadAttentionOptions> = {}) =>
  new MultiHeadAttention(size, heads, { rng: random(1), qkNorm: true, ...options });

/** Norms with weights of their own. */
function weighted(layer: MultiHeadAttention): MultiHeadAttention {
  for (const [i, norm] of [layer.queryNorm, layer.keyNorm].entries()) {
    tf.tidy(() => norm?.weight?.assign(tf.add(1, seededTensor([layer.depth], 12 + i, 0.5))));
  }
  return layer;
}

describe('qkNorm', () => {
  test('has a weight of queries and one of keys, which are 1 at first', () => {
    const layer = make(12, 4, { kvHeads: 2, bias: false });
    const own = stateDict(layer);
    expect(Object.keys(own)).toEqual([
      'input.weight',
      'output.weight',
      'queryNorm.weight',
      'keyNorm.weight',
    ]);
    expect(own['queryNorm.weight']).toBeClose([1, 1, 1]);
    expect([layer.queryNorm?.epsilon, make(8, 2, { qkNorm: false }).queryNorm]).toEqual([
      1e-6,
      undefined,
    ]);
  });

  test.each(golden)('is as PyTorch: turned $turned, memory $memory', (wanted) => {
    const positions = wanted.turned ? rotary() : undefined;
    const qkNorm = { epsilon: 1e-3 };
    const layer = weighted(make(24, 4, { kvHeads: 2, bias: false, positions, qkNorm }));
    layer.input.weight.assign(seededTensor([24, 48], 10, 0.5) as tf.Tensor2D);
    layer.output.weight.assign(seededTensor([24, 24], 11, 0.5) as tf.Tensor2D);
    const x = tf.variable(seededTensor([2, 5, 24], 1));
    const memory = wanted.memory ? seededTensor([2, 7, 24], 2) : undefined;
    const options = memory === undefined ? { mask: { causal: true } } : { memory };
    const close = { absolute: 1e-5, relative: 1e-5 };
    const y = layer.forward(x, options);
    expect(tf.reshape(y, [-1])).toBeClose(wanted.y, close);
    const { output } = layer.forward(x, { ...options, weights: true });
    expect(output).toBeClose(y, close);
    const variables = [x, ...parameters(layer)];
    const { grads } = valueAndGrads(
      () => tf.sum(tf.mul(layer.forward(x, options), seededTensor([2, 5, 24], 3))) as tf.Scalar,
      variables,
    );
    for (const [i, variable] of variables.entries()) {
      const gradient = tf.reshape(grads.get(variable) as tf.Tensor, [-1]);
      expect(gradient, `gradient ${i}`).toBeClose(wanted.gradients[i] as number[], {
        absolute: 3e-5,
        relative: 1e-4,
      });
    }
  });

  test.each([undefined, rotary()])('step by step is as the whole: $name', (positions) => {
    const layer = weighted(make(12, 6, { kvHeads: 2, positions }));
    const x = seededTensor([2, 7, 12], 3);
    const whole = layer.forward(x, { mask: { causal: true } });
    let cache: KeyValues | undefined;
    const parts = [0, 3, 4, 5].map((from, i) => {
      const part = tf.slice(x, [0, from, 0], [-1, [3, 1, 1, 2][i] as number, -1]);
      const { output, cache: next } = layer.step(part, { cache });
      cache = next;
      return output;
    });
    expect(tf.concat(parts, 1)).toBeClose(whole, { absolute: 3e-6 });
  });

  test('a memory that is remembered is as the memory, of its width and of another', () => {
    for (const memorySize of [6, 10]) {
      const layer = weighted(make(6, 2, { memorySize }));
      const [x, memory] = [seededTensor([2, 3, 6], 1), seededTensor([2, 5, memorySize], 2)];
      const wanted = layer.forward(x, { memory });
      expect(layer.forward(x, { memory: layer.remember(memory) })).toBeClose(wanted);
    }
  });

  test('scores do not grow with queries and keys', () => {
    const layer = make(8, 2, { bias: false });
    const x = seededTensor([1, 5, 8], 1);
    const { weights } = layer.forward(x, { weights: true });
    const larger = layer.forward(tf.mul(x, 100), { weights: true });
    expect(larger.weights).toBeClose(weights, { absolute: 1e-4 });
  });

  test('its gradients are those of finite differences', () => {
    const layer = weighted(make(4, 2, { kvHeads: 1, positions: rotary() }));
    expectGradients(
      (x) => layer.forward(x as tf.Tensor, { mask: { causal: true } }),
      [seededTensor([1, 3, 4], 1)],
    );
  });

  test('comes back from its state dict, and by the names of language models', async () => {
    for (const memorySize of [6, 10]) {
      const layer = weighted(make(6, 2, { memorySize }));
      const options = { memory: seededTensor([2, 5, memorySize], 2) };
      const x = seededTensor([2, 3, 6], 1);
      const there = await toTorch(layer, { layers: [multiHeadAttentionTorch] });
      expect(there['q_norm.weight']?.shape).toEqual([3]);
      const other = make(6, 2, { memorySize, rng: random(2) });
      fromTorch(other, there, { layers: [multiHeadAttentionTorch] });
      expect(other.forward(x, options)).toBeClose(layer.forward(x, options));
      const third = make(6, 2, { memorySize, rng: random(3) });
      loadStateDict(third, stateDict(layer));
      expect(third.forward(x, options)).toBeClose(layer.forward(x, options));
    }
  });

  test('says what does not fit, and leaves nothing', async () => {
    const refuse = (qkNorm: unknown, message: string) =>
      expectRefusal(
        () => make(6, 2, { qkNorm: qkNorm as never }),
        `MultiHeadAttention: qkNorm: ${message}`,
      );
    await refuse(1, 'expected true or false, got 1');
    await refuse(null, 'expected an object of options, got null');
    await refuse({ eps: 1 }, 'expected an option of epsilon, got "eps" (is it epsilon?)');
    await refuse({ epsilon: 0 }, 'epsilon: expected a number over 0, got 0');
    const x = seededTensor([2, 3, 6], 1);
    await expectNoLeaks(() => {
      const layer = make(6, 2);
      layer.forward(x).dispose();
      dispose(layer);
    });
  });
});
