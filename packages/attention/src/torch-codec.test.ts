import { random, stateDict } from '@dl/core';
import { fromTorch, toTorch } from '@dl/core/torch';
import { expectNoLeaks, seededTensor, seededValues } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { attend } from './attend';
import { MultiHeadAttention } from './multi-head-attention';
import { multiHeadAttentionTorch } from './torch-codec';

const layersOf = { layers: [multiHeadAttentionTorch] };
const [SIZE, HEADS, WIDTH] = [6, 2, 5];
const make = (bias = true) =>
  new MultiHeadAttention(SIZE, HEADS, { rng: random(1), memorySize: WIDTH, bias });
const value = (seed: number, ...shape: number[]) => {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return { data: seededValues(size, seed), shape };
};
/** `nn.MultiheadAttention(6, 2, kdim=5, vdim=5).state_dict()`. */
const state = () => ({
  in_proj_bias: value(1, 3 * SIZE),
  q_proj_weight: value(2, SIZE, SIZE),
  k_proj_weight: value(3, SIZE, WIDTH),
  v_proj_weight: value(4, SIZE, WIDTH),
  'out_proj.weight': value(5, SIZE, SIZE),
  'out_proj.bias': value(6, SIZE),
});

describe('MultiheadAttention with kdim and vdim', () => {
  test("computes PyTorch's formula with its weights", () => {
    const [mha, there] = [make(), state()];
    expect(fromTorch(mha, there, layersOf)).toEqual({ missing: [], unexpected: [] });
    const [x, memory] = [seededTensor([3, 4, SIZE], 7), seededTensor([3, 7, WIDTH], 8)];
    // y = x Wᵀ + b, with the bias's thirds for q, k and v; heads are slices of the features.
    const project = (
      input: tf.Tensor,
      { data, shape }: { data: Float32Array; shape: number[] },
      third: number,
    ) => {
      const bias = tf.slice(tf.tensor(there.in_proj_bias.data), third * SIZE, SIZE);
      const rows = tf.reshape(input, [-1, shape[1] as number]);
      const y = tf.add(
        tf.matMul(rows as tf.Tensor2D, tf.tensor2d(data, shape as [number, number]), false, true),
        bias,
      );
      const heads = tf.reshape(y, [3, -1, HEADS, SIZE / HEADS]);
      return tf.transpose(heads, [0, 2, 1, 3]);
    };
    const seen = attend(
      project(x, there.q_proj_weight, 0),
      project(memory, there.k_proj_weight, 1),
      project(memory, there.v_proj_weight, 2),
    );
    const rows = tf.reshape(tf.transpose(seen, [0, 2, 1, 3]), [-1, SIZE]) as tf.Tensor2D;
    const out = tf.tensor2d(there['out_proj.weight'].data, [SIZE, SIZE]);
    const y = tf.add(tf.matMul(rows, out, false, true), tf.tensor(there['out_proj.bias'].data));
    expect(mha.forward(x, { memory })).toBeClose(tf.reshape(y, [3, 4, SIZE]));
  });

  test('there and back, with biases and without', async () => {
    for (const bias of [true, false]) {
      const mha = make(bias);
      const { in_proj_bias: _, 'out_proj.bias': __, ...weights } = state();
      const there = bias ? state() : weights;
      fromTorch({ attention: mha }, prefixed('attention.', there), layersOf);
      const back = await toTorch({ attention: mha }, layersOf);
      expect(Object.keys(back).sort()).toEqual(Object.keys(prefixed('attention.', there)).sort());
      for (const [name, { data, shape }] of Object.entries(prefixed('attention.', there))) {
        expect(back[name]).toEqual({ dtype: 'F32', data, shape });
      }
    }
  });

  test('a width that is not that of k says so, and changes nothing', async () => {
    const mha = make();
    const before = Float32Array.from(await mha.input.weight.data());
    const there = { ...state(), v_proj_weight: value(4, SIZE, 7) };
    expect(() => fromTorch(mha, there, layersOf)).toThrow(
      '1 that do not fit: v_proj_weight ([6, 7] for [6, 5])',
    );
    expect(await mha.input.weight.data()).toEqual(before);
    const good = state();
    await expectNoLeaks(() => void fromTorch(mha, good, layersOf));
    expect(Object.keys(stateDict(mha))).toHaveLength(6);
  });
});

function prefixed<T>(prefix: string, values: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, x]) => [`${prefix}${name}`, x]));
}
