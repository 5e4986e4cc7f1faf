import { loadStateDict, mse, parameters, random, sgd, stateDict, train } from '@dl/core';
import {
  backendName,
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { AdditiveAttention } from './additive-attention';
import { GeneralAttention } from './general-attention';
import { SimpleAttention } from './simple-attention';

const KINDS = {
  AdditiveAttention: (seed = 1) =>
    new AdditiveAttention(3, 5, { rng: random(seed), hiddenSize: 7 }),
  GeneralAttention: (seed = 1) => new GeneralAttention(3, 5, { rng: random(seed) }),
};
const NAMES = Object.keys(KINDS) as (keyof typeof KINDS)[];
const inputs = () => [seededTensor([2, 11, 3], 1), seededTensor([2, 13, 5], 2)] as const;

describe.each(NAMES)('%s', (name) => {
  const make = KINDS[name];

  test('gives a context a query and weights that sum to 1', () => {
    const [query, memory] = inputs();
    const { output, weights } = make().forward(query, { memory, weights: true });
    expect([output.shape, weights.shape]).toEqual([
      [2, 11, 5],
      [2, 11, 13],
    ]);
    expect(tf.sum(weights, -1)).toBeClose(tf.ones([2, 11]));
    expect(output).toBeClose(tf.matMul(weights, memory), { absolute: 2e-6 });
    expect(make().forward(query, { memory })).toBeClose(output, { absolute: 2e-6 });
  });

  test('what lies after the lengths has no influence, not even NaN', () => {
    const [query, memory] = inputs();
    const layer = make();
    const padding = tf.concat([tf.zeros([2, 10, 5]), tf.fill([2, 3, 5], NaN)], 1);
    const mask = { lengths: [10, 4] };
    const padded = layer.forward(query, { memory: tf.add(memory, padding), mask });
    expect(padded).toBeClose(layer.forward(query, { memory, mask }));
    expect(tf.slice(padded, 0, [1, 11, 5])).toBeClose(
      layer.forward(tf.slice(query, 0, [1, 11, 3]), { memory: tf.slice(memory, 0, [1, 10, 5]) }),
    );
  });

  test('the order of the memory does not matter', () => {
    const [query, memory] = inputs();
    const layer = make();
    const turned = layer.forward(query, { memory: tf.reverse(memory, 1) });
    expect(turned).toBeClose(layer.forward(query, { memory }), { absolute: 2e-6 });
  });

  test('its gradients are those of finite differences', () => {
    const layer = make();
    const small = [seededTensor([1, 2, 3], 1), seededTensor([1, 4, 5], 2)];
    expectGradients((q, m) => layer.forward(q as tf.Tensor, { memory: m as tf.Tensor }), small);
  });

  test.skipIf(backendName === 'webgpu')('learns, and comes back from its state dict', async () => {
    const layer = make();
    const [query, memory] = inputs();
    const target = tf.tidy(() => tf.tile(tf.slice(memory, [0, 2, 0], [2, 1, 5]), [1, 11, 1]));
    let [first, last] = [0, 0];
    const steps = train({
      parameters: parameters(layer),
      optimizer: sgd({ learningRate: 1 }),
      batches: () => ({
        query: tf.clone(query),
        memory: tf.clone(memory),
        target: tf.clone(target),
      }),
      loss: (batch) => mse(layer.forward(batch.query, { memory: batch.memory }), batch.target),
      steps: 60,
    });
    for await (const { step, loss } of steps) {
      if (step === 1) first = await loss();
      if (step === 60) last = await loss();
    }
    expect(last).toBeLessThan(0.9 * first);
    const other = make(2);
    expect(other.forward(query, { memory })).not.toBeClose(layer.forward(query, { memory }));
    loadStateDict(other, stateDict(layer));
    expect(other.forward(query, { memory })).toBeClose(layer.forward(query, { memory }));
  });

  test('says what does not fit, and leaves nothing', async () => {
    const [query, memory] = inputs();
    const layer = make();
    const where = `${name}.forward`;
    await expectRefusal(
      () => layer.forward(memory, { memory }),
      `${where}: query: expected [batch, query, 3], got [2, 13, 5]`,
    );
    await expectRefusal(
      () => layer.forward(query, { memory: query }),
      `${where}: memory: expected [2, key, 5], got [2, 11, 3]`,
    );
    await expectRefusal(
      () => layer.forward(query, { memory, mask: { lengths: [14, 1] } }),
      `${where}: mask.lengths.0: expected an integer from 0 to 13, got 14`,
    );
    await expectNoLeaks(() => layer.forward(query, { memory }).dispose());
  });
});

test('AdditiveAttention scores by vᵀ tanh(q W + m U)', () => {
  const layer = KINDS.AdditiveAttention();
  const [query, memory] = inputs();
  const hidden = tf.tanh(
    tf.add(
      tf.expandDims(layer.query.forward(query), 2),
      tf.expandDims(layer.memory.forward(memory), 1),
    ),
  );
  const scores = tf.squeeze(layer.score.forward(hidden), [3]);
  const { weights } = layer.forward(query, { memory, weights: true });
  expect(weights).toBeClose(tf.softmax(scores), { absolute: 2e-6 });
});

test('AdditiveAttention: a memory that is remembered is as the memory', async () => {
  const layer = KINDS.AdditiveAttention();
  const [query, memory] = inputs();
  const mask = { lengths: [13, 4] };
  // The second row has four of its 13.
  const broken = tf.mul(tf.tensor([0, NaN], [2, 1, 1]), tf.ones([2, 9, 5]));
  const padded = tf.add(memory, tf.concat([tf.zeros([2, 4, 5]), broken], 1));
  const remembered = layer.remember(padded);
  const { output, weights } = layer.forward(query, { memory: remembered, mask, weights: true });
  const wanted = layer.forward(query, { memory, mask, weights: true });
  expect(output).toBeClose(wanted.output);
  expect(weights).toBeClose(wanted.weights);
  const gradients = (f: (m: tf.Tensor) => tf.Tensor) =>
    tf.grad((m) => tf.sum(tf.square(f(m))))(memory);
  expect(gradients((m) => layer.forward(query, { memory: layer.remember(m), mask }))).toBeClose(
    gradients((m) => layer.forward(query, { memory: m, mask })),
  );
  const wide = tf.zeros<tf.Rank.R3>([2, 13, 6]);
  await expectRefusal(
    () => layer.forward(query, { memory: { ...remembered, keys: wide } }),
    'AdditiveAttention.forward: memory.keys: expected [2, 13, 7], got [2, 13, 6]',
  );
  await expectNoLeaks(() => {
    const kept = layer.remember(memory);
    tf.dispose([layer.forward(query, { memory: kept }), kept.memory, kept.keys]);
  });
});

test('GeneralAttention scores by q W mᵀ', () => {
  const layer = KINDS.GeneralAttention();
  const [query, memory] = inputs();
  const scores = tf.matMul(layer.weight.forward(query), memory, false, true);
  const { weights } = layer.forward(query, { memory, weights: true });
  expect(weights).toBeClose(tf.softmax(scores), { absolute: 2e-6 });
});

describe('SimpleAttention', () => {
  const make = (options = {}) => new SimpleAttention(3, { rng: random(1), ...options });

  test('is the report’s: four products without bias, no scale, no mask', () => {
    const layer = make({ memorySize: 5 });
    const [x, memory] = inputs();
    const { output, weights } = layer.forward(x, { memory, weights: true });
    expect([output.shape, weights.shape]).toEqual([
      [2, 11, 3],
      [2, 11, 13],
    ]);
    const [q, k, v] = [
      layer.query.forward(x),
      layer.key.forward(memory),
      layer.value.forward(memory),
    ];
    const wanted = tf.softmax(tf.matMul(q, k, false, true));
    expect(weights).toBeClose(wanted, { absolute: 2e-6 });
    expect(output).toBeClose(layer.output.forward(tf.matMul(wanted, v)), { absolute: 2e-6 });
    expect(layer.forward(x, { memory })).toBeClose(output, { absolute: 2e-6 });
    expect(parameters(layer).length).toBe(4);
  });

  test('what a mask hides has no influence, not even NaN', () => {
    const layer = make({ memorySize: 5 });
    const [x, memory] = inputs();
    const mask = { lengths: [10, 4] };
    const padding = tf.concat([tf.zeros([2, 10, 5]), tf.fill([2, 3, 5], NaN)], 1);
    expect(layer.forward(x, { memory: tf.add(memory, padding), mask })).toBeClose(
      layer.forward(x, { memory, mask }),
    );
  });

  test('looks at itself where there is no memory', () => {
    const layer = make();
    const [x] = inputs();
    expect(layer.forward(x)).toBeClose(layer.forward(x, { memory: x }));
  });

  test('its gradients are those of finite differences', () => {
    const layer = make();
    expectGradients((x) => layer.forward(x as tf.Tensor), [seededTensor([1, 4, 3], 1)]);
  });

  test('says what does not fit, and leaves nothing', async () => {
    const [x, memory] = inputs();
    const layer = make();
    await expectRefusal(
      () => layer.forward(x, { memory }),
      'SimpleAttention.forward: memory: expected [2, key, 3], got [2, 13, 5]',
    );
    await expectRefusal(
      () => make({ memorySize: 0 }),
      'SimpleAttention: memorySize: expected a positive integer, got 0',
    );
    await expectNoLeaks(() => layer.forward(x).dispose());
  });
});
