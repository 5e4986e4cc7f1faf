import { random, valueAndGrads } from '@dl/core';
import { backendName, readValues, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { attend, attendWithWeights } from './attend';
import { broken, expectEqual, type Target } from './fixtures/broken-rows';
import { plainLoop } from './fixtures/plain-loop';
import { type AttendOptions, planAttention } from './plan';
import { expectSizes } from './sizes';

const [BATCH, HEADS, KEYS, DEPTH, VALUE_DEPTH] = [2, 2, 7, 3, 5] as const;
const bools = (shape: number[], seed: number) => tf.greater(seededTensor(shape, seed), -0.1);
const added = (shape: number[], seed: number, least: number) =>
  tf.where(bools(shape, seed), seededTensor(shape, seed + 1), tf.fill(shape, least));

/** Every way of hiding, and some together. */
const KINDS: Record<string, (queries: number) => AttendOptions> = {
  causal: () => ({ mask: { causal: true } }),
  'causal, and no query sees the last keys': () => ({ mask: { causal: true, offset: 0 } }),
  'causal, and the first queries see nothing': () => ({ mask: { causal: true, offset: -2 } }),
  window: () => ({ mask: { window: 2 } }),
  'causal window': () => ({ mask: { causal: true, window: 3, offset: 3 } }),
  lengths: () => ({ mask: { lengths: [3, 6] } }),
  'bool of each pair': (queries) => ({ mask: bools([BATCH, HEADS, queries, KEYS], 5) }),
  'bool of keys': () => ({ mask: bools([BATCH, 1, 1, KEYS], 5) }),
  'bool of queries': (queries) => ({ mask: bools([queries, 1], 5) }),
  'float with −∞': (queries) => ({ mask: added([BATCH, 1, queries, KEYS], 6, -Infinity) }),
  'float with −1e30': (queries) => ({ mask: added([queries, KEYS], 6, -1e30) }),
  'bias with −∞': (queries) => ({ bias: added([HEADS, queries, KEYS], 8, -Infinity) }),
  'bias with −1e30 of keys': () => ({ bias: added([KEYS], 8, -1e30) }),
  'bias, float and lengths': (queries) => ({
    bias: added([queries, KEYS], 8, -1e30),
    mask: { tensor: added([BATCH, 1, queries, KEYS], 6, -Infinity), lengths: [4, 7] },
  }),
  'bias, bool, causal, lengths and ALiBi': (queries) => ({
    bias: seededTensor([HEADS, queries, KEYS], 8),
    mask: { causal: true, lengths: [7, 5], tensor: bools([queries, KEYS], 5) },
    alibi: [0.5, 0.25],
  }),
};

const WAYS = {
  attend: (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, options: AttendOptions) =>
    attend(q, k, v, options),
  attendWithWeights: (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, options: AttendOptions) =>
    attendWithWeights(q, k, v, options).output,
  dropout: (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, options: AttendOptions) =>
    attend(q, k, v, { ...options, dropout: 1e-9, training: true, rng: random(1) }),
};

async function expectAsLoop(queries: number, kind: string, target: Target, value: number) {
  const options = (KINDS[kind] as (queries: number) => AttendOptions)(queries);
  const mask = options.mask instanceof tf.Tensor ? { tensor: options.mask } : options.mask;
  const given: Partial<Record<Target, tf.Tensor>> = {
    q: seededTensor([BATCH, HEADS, queries, DEPTH], 1),
    k: seededTensor([BATCH, 1, KEYS, DEPTH], 2),
    v: seededTensor([BATCH, 1, KEYS, VALUE_DEPTH], 3),
    dy: seededTensor([BATCH, HEADS, queries, VALUE_DEPTH], 4),
    ...(options.bias && { bias: options.bias }),
    ...(mask?.tensor?.dtype === 'float32' && { mask: mask.tensor }),
  };
  if (given[target] === undefined) return;
  for (const row of target === 'k' || target === 'v' ? [4, 6] : [0]) {
    const parts = { ...given, [target]: await broken(given[target], target, row, value) };
    const { q, k, v, dy } = parts as Record<'q' | 'k' | 'v' | 'dy', tf.Tensor>;
    const own: AttendOptions = {
      ...options,
      ...(parts.bias && { bias: parts.bias }),
      ...(mask && { mask: { ...mask, ...(parts.mask && { tensor: parts.mask }) } }),
    };
    const plan = planAttention('test', expectSizes('test', q, k, v), own);
    // What NaN reaches shows what the row reaches at all.
    const marked = { ...given, [target]: await broken(given[target], target, row, Number.NaN) };
    const read = async (x: tf.Tensor | undefined) => x && (await readValues(x));
    const [a, b, c, d, bias, tensor] = (await Promise.all(
      [marked.q, marked.k, marked.v, marked.dy, marked.bias, marked.mask ?? mask?.tensor].map(read),
    )) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array?, Float32Array?];
    const wanted = plainLoop({ q: a, k: b, v: c, dy: d, bias, tensor }, plan);
    for (const [way, attention] of Object.entries(WAYS)) {
      const label = `${way}: ${kind}, ${value} in row ${row} of ${target}`;
      const variables = [q, k, v, ...(own.bias ? [own.bias] : [])].map((x) => tf.variable(x));
      let y: tf.Tensor | undefined;
      const { value: loss, grads } = valueAndGrads(() => {
        const [x0, x1, x2, x3] = variables as unknown as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ];
        y = tf.keep(attention(x0, x1, x2, x3 ? { ...own, bias: x3 } : own));
        return tf.sum(tf.mul(y, dy)) as tf.Scalar;
      }, variables);
      const found = [y as tf.Tensor, ...variables.map((x) => grads.get(x) as tf.Tensor)];
      const names = ['output', 'dq', 'dk', 'dv', 'dbias'] as const;
      for (const [i, tensor] of found.entries()) {
        const name = names[i] as (typeof names)[number];
        expectEqual(await readValues(tensor), wanted[name], `${name} of ${label}`, value);
      }
      tf.dispose([loss, ...found, ...variables]);
    }
    const { output, weights } = attendWithWeights(q, k, v, own);
    expectEqual(
      await readValues(weights),
      wanted.weights,
      `weights: ${kind}, ${target} ${row}`,
      value,
    );
    tf.dispose([output, weights]);
  }
}

const GPU = backendName === 'webgpu';
const TARGETS: Target[] = ['q', 'k', 'v', 'dy', 'bias', 'mask'];
// A GPU in software is slow: a few kinds do.
const NAMES = Object.keys(KINDS).filter((_, i) => !GPU || i === 2 || i === 10 || i === 14);
const VALUES = [Infinity, -Infinity, 3e38];

describe('what a mask hides', () => {
  test.each(NAMES)('has no influence, by every way: %s', async (kind) => {
    for (const [i, target] of TARGETS.entries()) {
      await expectAsLoop(5, kind, target, Number.NaN);
      // A GPU may take it that nothing is infinite.
      if (GPU) continue;
      await expectAsLoop(3, kind, target, Number.NaN);
      await expectAsLoop(5, kind, target, VALUES[(i + NAMES.indexOf(kind)) % 3] as number);
    }
  });

  test('has none on the gradient of a gradient', async () => {
    const given = [5, 7, 7].map((rows, i) => seededTensor([1, 1, rows, 3], i + 1));
    // Query 1 sees nothing, and no query sees key 4.
    const mask = tf.logicalAnd(
      tf.notEqual(tf.reshape(tf.range(0, 5), [5, 1]), 1),
      tf.notEqual(tf.range(0, 7), 4),
    );
    const f = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) =>
      tf.sum(tf.square(attend(q, k, v, { mask }))) as tf.Scalar;
    const slopes = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => {
      const first = tf.grads(f)([q, k, v]);
      const along = first.map((x, i) => tf.sum(tf.mul(x, seededTensor(x.shape, 5 + i))));
      return tf.addN(along) as tf.Scalar;
    };
    const run = async (value: number) => {
      const inputs = await Promise.all(
        given.map((x, i) => broken(x, i === 0 ? 'q' : 'k', i === 0 ? 1 : 4, value)),
      );
      return Promise.all(tf.grads(slopes)(inputs).map(readValues));
    };
    const wanted = await run(0);
    (await run(Number.NaN)).forEach((x, i) => {
      expectEqual(x, wanted[i] as ArrayLike<number>, `input ${i}`, Number.NaN);
    });
  });
});
