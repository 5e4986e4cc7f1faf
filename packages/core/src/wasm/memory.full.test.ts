import { expectNoLeaks } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, test } from 'vitest';
import * as core from '..';
import * as extend from '../doors/extend';

// Runs in a process of its own: the memory that it fills never shrinks. What is not written takes no room of the machine.

const { allocate, addressOf } = extend;
const { random } = core;

const COUNT = 200;
const canaries = Array.from({ length: COUNT }, (_, i) => tf.fill([10 + (i % 90)], i + 0.5));
for (const canary of canaries) addressOf(canary);
const changed = () =>
  canaries.filter((canary, i) => !canary.dataSync().every((value) => value === i + 0.5)).length;

const x = tf.tensor(
  Float32Array.from({ length: 2 ** 20 }, (_, i) => (i % 13) / 1000),
  [1024, 1024],
);
const image = tf.reshape(x, [1, 1024, 1024, 1]);
const ids = tf.range(0, 1024, 1, 'int32');
const labels = Int32Array.from({ length: 2 ** 20 }, (_, i) => i % 7);

/** Whatever makes tensors, by core's own allocator or by tfjs's. */
const ALLOCATE: Record<string, () => unknown> = {
  allocate: () => allocate([1024, 1024]),
  relu: () => core.relu(x),
  softmax: () => core.softmax(x),
  matMul: () => core.matMul(x, x, { transposeB: true }),
  einsum: () => core.einsum('ij,jk->ik', x, x),
  linear: () => core.linear(x, x),
  layerNorm: () => core.layerNorm(x),
  concat: () => core.concat([x, x]),
  stack: () => core.stack([x, x]),
  slice: () => core.slice(x, [0, 0], [900, 1024]),
  split: () => core.split(x, 2),
  pad: () =>
    core.pad(x, [
      [1, 1],
      [0, 0],
    ]),
  'pad by reflection': () =>
    core.pad(
      x,
      [
        [3, 1],
        [0, 5],
      ],
      { mode: 'reflect' },
    ),
  transpose: () => core.transpose(x),
  where: () => core.where(tf.greater(x, 0.005), x, x),
  gather: () => core.gather(x, ids),
  topK: () => core.topK(x, 512),
  cumsum: () => core.cumsum(x),
  dropout: () => core.dropout(x, { rate: 0.5, rng: random(1) }),
  maxPool2d: () => core.maxPool2d(image, { size: 2, stride: 1 }),
  resize: () => core.resize(image, [1100, 1000]),
  sigmoidCrossEntropy: () => core.sigmoidCrossEntropy(x, x, { reduction: 'none' }),
  'Rng.uniform': () => random(1).uniform([2 ** 20]),
  'Rng.normal': () => random(1).normal([2 ** 20]),
  collate: () => core.collate([labels, labels]),
  'tf.add': () => tf.add(x, x),
  'tf.tensor': () => tf.tensor(labels, [2 ** 20], 'int32'),
  'tf.ones': () => tf.ones([2 ** 20]),
  'tf.cast': () => tf.cast(x, 'int32'),
  'tf.exp': () => tf.exp(x),
  'tf.tile': () => tf.tile(x, [2, 1]),
  'tf.variable': () => tf.tidy(() => tf.variable(tf.zeros([2 ** 20]))),
};

/** What leaves no tensor behind by itself where it fails; of the others a tidy does. */
const WHOLE = new Set([
  ...['allocate', 'relu', 'softmax', 'matMul', 'linear', 'concat', 'stack', 'slice', 'pad'],
  ...['transpose', 'gather', 'cumsum', 'maxPool2d', 'resize', 'sigmoidCrossEntropy'],
  ...['Rng.uniform', 'Rng.normal', 'tf.add', 'tf.tensor', 'tf.ones', 'tf.exp', 'tf.tile'],
]);

const bytes = 'expected room for';
const held: tf.Tensor[] = [];

/** Takes memory until there is none: in large pieces, then in small ones. */
function fill(least: number): void {
  for (let size = 2 ** 27; size >= least; size = size / 4) {
    for (;;) {
      try {
        held.push(allocate([size]));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        break;
      }
    }
  }
}

function free(): void {
  tf.dispose(held.splice(0));
}

function usable(): void {
  const t = tf.tensor([1, 2, 3, 4], [2, 2]);
  expect(core.matMul(t, t)).toBeClose([7, 10, 15, 22]);
  expect(tf.add(t, t)).toBeClose([2, 4, 6, 8]);
  t.dispose();
}

afterAll(() => tf.dispose(canaries));

describe('a WASM memory that is full', () => {
  test.each(Object.entries(ALLOCATE))('makes %s fail, and changes nothing', (name, make) => {
    // A little is left, which the op itself uses up.
    fill(2 ** 18);
    tf.dispose(held.splice(-1));
    const made: unknown[] = [];
    let error: unknown;
    const before = tf.memory().numTensors;
    for (let i = 0; i < 200 && error === undefined; i++) {
      try {
        made.push(WHOLE.has(name) ? make() : tf.tidy(() => make() as tf.TensorContainer));
      } catch (caught) {
        error = caught;
      }
    }
    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toMatch(
      /^[a-zA-Z: ]+: expected room for (\w+ \[[\d, ]*\]|\d+ bytes), got no WASM memory$/,
    );
    expect((error as Error).message).toContain(bytes);
    expect(changed()).toBe(0);
    tf.dispose(made as tf.TensorContainer);
    expect(tf.memory().numTensors).toBe(before);
    free();
    usable();
  });

  test('lets a training go on once there is room again', async () => {
    const model = new core.Linear(64, 64, { rng: random(1) });
    const run = async (steps: number) => {
      const losses: number[] = [];
      for await (const report of core.train({
        parameters: core.parameters(model),
        optimizer: core.sgd({ learningRate: 0.1 }),
        batches: ({ rng }) => rng.uniform([2 ** 15, 64]),
        loss: (xs) => core.mse(model.forward(xs), xs),
        steps,
      })) {
        losses.push(await report.loss());
      }
      return losses;
    };
    const [first] = await run(1);
    fill(2 ** 10);
    await expect(run(1)).rejects.toThrow(bytes);
    free();
    const again = await run(20);
    expect(again[19]).toBeLessThan(first as number);
    expect(changed()).toBe(0);
    await expectNoLeaks(() => run(1));
    core.dispose(model);
  });

  test('refuses what no memory holds, however it is asked for', () => {
    for (const shape of [
      [2 ** 30],
      [2 ** 31],
      [2 ** 32 + 4],
      [2 ** 16, 2 ** 16],
      [2 ** 20, 2 ** 33],
    ]) {
      for (const make of [allocate, (own: number[]) => tf.fill(own, 1)]) {
        expect(() => make(shape)).toThrow(RangeError);
      }
    }
    expect(() => tf.tile(x, [1024, 2])).toThrow(
      'tensor: expected room for float32 [1048576, 2048], got no WASM memory',
    );
    usable();
    expect(changed()).toBe(0);
  });
});
