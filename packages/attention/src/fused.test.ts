import { valueAndGrads } from '@dl/core';
import { backendName, readValues, seededTensor, withRoomFor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { alibiSlopes } from './alibi';
import { compositeAttention } from './composite';
import { fusedAttention } from './fused';
import { type AttendOptions, planAttention } from './plan';
import { expectSizes } from './sizes';

interface Case {
  batch: number;
  heads: number;
  kvHeads: number;
  queries: number;
  keys: number;
  depth: number;
  valueDepth: number;
}

const bools = (shape: number[], seed: number) =>
  tf.tidy(() => tf.greater(seededTensor(shape, seed), -0.2)) as tf.Tensor;

/** Every kind of mask and bias, some of them together. */
const KINDS: Record<string, (c: Case) => AttendOptions> = {
  plain: () => ({}),
  scale: () => ({ scale: -0.7 }),
  causal: () => ({ mask: { causal: true } }),
  'causal from 0': () => ({ mask: { causal: true, offset: 0 } }),
  window: () => ({ mask: { window: 3 } }),
  'causal window': () => ({ mask: { causal: true, window: 5 } }),
  lengths: ({ batch, keys }) => ({
    mask: { lengths: Array.from({ length: batch }, (_, b) => 1 + ((3 * b + 2) % keys)) },
  }),
  'causal lengths': ({ batch, keys }) => ({
    mask: {
      causal: true,
      lengths: Array.from({ length: batch }, (_, b) => Math.max(1, keys - ((b + keys) % 2))),
    },
  }),
  alibi: ({ heads }) => ({ alibi: alibiSlopes(heads), mask: { causal: true } }),
  'alibi both ways': ({ heads }) => ({ alibi: alibiSlopes(heads) }),
  'mask of each': ({ batch, heads, queries, keys }) => ({
    mask: bools([batch, heads, queries, keys], 5),
  }),
  'mask of keys': ({ batch, keys }) => ({ mask: bools([batch, 1, 1, keys], 5) }),
  'mask of queries': ({ queries }) => ({ mask: bools([queries, 1], 5) }),
  'added mask': ({ queries, keys }) => ({
    mask: tf.where(
      bools([queries, keys], 6),
      tf.zeros([queries, keys]),
      tf.fill([queries, keys], -1e30),
    ),
  }),
  'bias of each': ({ batch, heads, queries, keys }) => ({
    bias: seededTensor([batch, heads, queries, keys], 7),
  }),
  'bias that hides keys, and all of a query': ({ queries, keys }) => {
    const after = tf.greater(tf.range(0, queries), 0);
    const shown = tf.logicalAnd(bools([queries, keys], 6), tf.reshape(after, [queries, 1]));
    const hidden = tf.fill([queries, keys], -1e30);
    return { bias: tf.where(shown, seededTensor([queries, keys], 7), hidden) };
  },
  'bias of heads, causal': ({ heads, queries, keys }) => ({
    bias: seededTensor([heads, queries, keys], 7),
    mask: { causal: true },
  }),
  'bias of keys and an added mask': ({ keys, queries }) => ({
    bias: seededTensor([keys], 7),
    mask: seededTensor([queries, keys], 8),
  }),
  'bias of queries, window and mask': ({ queries, keys }) => ({
    bias: seededTensor([queries, 1], 7),
    mask: { window: 4, tensor: bools([queries, keys], 5) },
  }),
};

type Attention = typeof compositeAttention;

/** The output and the gradients of q, k, v and the bias. */
function run(
  attention: (...args: Parameters<Attention>) => tf.Tensor,
  c: Case,
  options: AttendOptions,
) {
  const { batch, heads, kvHeads, queries, keys, depth, valueDepth } = c;
  const q = tf.variable(seededTensor([batch, heads, queries, depth], 1, 2));
  const k = tf.variable(seededTensor([batch, kvHeads, keys, depth], 2, 2));
  const v = tf.variable(seededTensor([batch, kvHeads, keys, valueDepth], 3));
  const bias = options.bias && tf.variable(options.bias);
  const variables = [q, k, v, ...(bias ? [bias] : [])];
  const plan = planAttention('test', expectSizes('test', q, k, v), { ...options, bias });
  let y: tf.Tensor | undefined;
  const { grads } = valueAndGrads(() => {
    y = tf.keep(attention(q, k, v, plan));
    return tf.sum(tf.mul(y, seededTensor(y.shape, 4))) as tf.Scalar;
  }, variables);
  return { output: y as tf.Tensor, gradients: variables.map((x) => grads.get(x) as tf.Tensor) };
}

function expectSame(c: Case, kind: string): void {
  tf.tidy(() => {
    const options = (KINDS[kind] as (c: Case) => AttendOptions)(c);
    const fused = run((q, k, v, plan) => fusedAttention(q, k, v, plan) as tf.Tensor, c, options);
    const composite = run((q, k, v, plan) => compositeAttention(q, k, v, plan).output, c, options);
    const close = { absolute: 2e-5, relative: 2e-4 };
    const label = `${kind} at ${JSON.stringify(c)}`;
    expect(fused.output, `output, ${label}`).toBeClose(composite.output, close);
    ['dq', 'dk', 'dv', 'dbias'].slice(0, fused.gradients.length).forEach((name, i) => {
      const wanted = composite.gradients[i] as tf.Tensor;
      expect(fused.gradients[i], `${name}, ${label}`).toBeClose(wanted, close);
    });
    tf.dispose([fused.output, composite.output]);
  });
  tf.disposeVariables();
}

// A GPU in software is slow: fewer sizes do.
const ODD = backendName === 'wasm' ? [1, 3, 5, 7, 17, 33] : [1, 7];
const TILES = [
  [64, 128],
  [65, 129],
  [130, 300],
  [300, 70],
  [70, 37],
].slice(backendName === 'wasm' ? 0 : 4) as [number, number][];
const NAMES = Object.keys(KINDS);

describe.runIf(backendName !== 'cpu')('fusedAttention', () => {
  test.each(NAMES)('is as by ops, on odd sizes: %s', (kind) => {
    for (const [i, queries] of ODD.entries()) {
      for (const [j, keys] of ODD.entries()) {
        const depth = ODD[(i + j) % ODD.length] as number;
        const valueDepth = ODD[(2 * i + j + 3) % ODD.length] as number;
        expectSame(
          { batch: 2, heads: 2, kvHeads: 1 + ((i + j) % 2), queries, keys, depth, valueDepth },
          kind,
        );
      }
    }
  });

  // Over the tiles of queries and keys, whole and with an end.
  test.each(NAMES)('is as by ops, over several tiles: %s', (kind) => {
    for (const [queries, keys] of TILES) {
      expectSame(
        { batch: 1, heads: 2, kvHeads: 1, queries, keys, depth: 20, valueDepth: 16 },
        kind,
      );
    }
  });

  test('NaN comes out where it went in', async () => {
    const [q, k, v] = [1, 2, 3].map((seed) => seededTensor([1, 1, 3, 4], seed)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const broken = tf.add(q, tf.tensor([0, NaN, 0], [1, 1, 3, 1]));
    const plan = planAttention('test', expectSizes('test', q, k, v), {});
    const values = await readValues(fusedAttention(broken, k, v, plan) as tf.Tensor);
    expect(Array.from(values, Number.isNaN)).toEqual(
      Array.from({ length: 12 }, (_, i) => i >= 4 && i < 8),
    );
  });

  test('is right where scores are large', async () => {
    const [q, k, v] = [1, 2, 3].map((seed) => seededTensor([1, 1, 33, 7], seed, 300)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const plan = planAttention('test', expectSizes('test', q, k, v), { scale: 1 });
    const y = fusedAttention(q, k, v, plan) as tf.Tensor;
    expect(y).toBeClose(compositeAttention(q, k, v, plan).output, { relative: 1e-3 });
    expect(Array.from(await readValues(y)).every(Number.isFinite)).toBe(true);
  });
});

test.runIf(backendName === 'wasm')('without room for all its outputs it leaves none', () => {
  const [q, k, v] = [1, 2, 3].map((seed) => seededTensor([2, 3, 5, 7], seed)) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const sizes = expectSizes('attend', q, k, v);
  const attend = () => fusedAttention(q, k, v, planAttention('attend', sizes, {})) as tf.Tensor;
  attend().dispose(); // compiles, and gets its scratch memory
  const { numTensors } = tf.memory();
  expect([0, 1, 2].map((room) => withRoomFor(room, attend))).toEqual([false, false, true]);
  expect(tf.memory().numTensors).toBe(numTensors);
});
