import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { ByteStore } from '../files/store';
import { parameters } from '../model/parameters';
import { stateDict } from '../model/state-dict';
import { Linear } from '../nn/linear';
import { sequential } from '../nn/sequential';
import { mse } from '../ops/loss/mse';
import { adam } from '../optim/adam';
import { random } from '../random/random';
import { loadCheckpoint, saveCheckpoint } from './checkpoint';
import { train } from './train';

test('a save that is not awaited holds the moment of its call', async () => {
  const rng = random(1);
  const make = () => sequential(...[1, 2, 3, 4].map(() => new Linear(8, 8, { rng })));
  const [model, optimizer] = [make(), adam({ learningRate: 0.01 })];
  const files = new Map<number, Uint8Array>();
  const store = (step: number): ByteStore => ({
    where: `step ${step}`,
    read: async () => files.get(step),
    write: async (bytes) => void files.set(step, bytes),
    remove: async () => undefined,
  });
  const valuesOf = async (of: object) =>
    Promise.all(Object.values(stateDict(of)).map(async (x) => [...(await x.data())]));
  const wanted = new Map<number, unknown>();
  const saves: Promise<void>[] = [];
  for await (const { step } of train({
    parameters: parameters(model),
    optimizer,
    steps: 6,
    batches: ({ rng: own }) => own.uniform([4, 8]),
    loss: (x) => mse(model.forward(x), x),
  })) {
    // Copied here: what WebGPU reads later is awaited below, when training has long gone on.
    const held = Object.values(stateDict(model)).map((x) => tf.clone(x));
    saves.push(saveCheckpoint(store(step), { model, optimizer, step }));
    wanted.set(step, Promise.all(held.map(async (x) => [...(await x.data())])));
  }
  await Promise.all(saves);
  for (const [step, values] of wanted) {
    const [other, otherOptimizer] = [make(), adam()];
    await loadCheckpoint(store(step), { model: other, optimizer: otherOptimizer });
    expect(await valuesOf(other), `step ${step}`).toEqual(await values);
    expect(otherOptimizer.steps).toBe(step);
  }
});

test('a Variable under the name __proto__ is saved and loaded', async () => {
  const make = (value: number) =>
    Object.defineProperty({ a: tf.variable(tf.scalar(1)) }, '__proto__', {
      value: tf.variable(tf.scalar(value)),
      enumerable: true,
    });
  const model = make(7);
  expect(Object.keys(stateDict(model)).sort()).toEqual(['__proto__', 'a']);
  expect(Object.getPrototypeOf(stateDict(model))).toBe(Object.prototype);
  const optimizer = adam();
  tf.tidy(() => optimizer.update(new Map(parameters(model).map((x) => [x, tf.scalar(1)]))));
  let bytes: Uint8Array | undefined;
  const store: ByteStore = {
    where: 'memory',
    read: async () => bytes,
    write: async (written) => {
      bytes = written;
    },
    remove: async () => undefined,
  };
  await saveCheckpoint(store, { model, optimizer, step: 1 });
  const [other, otherOptimizer] = [make(0), adam()];
  await loadCheckpoint(store, { model: other, optimizer: otherOptimizer });
  const read = async (of: object) =>
    Promise.all(Object.values(stateDict(of)).map(async (x) => [...(await x.data())]));
  expect(await read(other)).toEqual(await read(model));
  expect(otherOptimizer.state.size).toBe(2);
});
