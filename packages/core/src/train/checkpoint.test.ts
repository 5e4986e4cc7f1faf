import { expectNoLeaks, expectRefusal, memoryStore, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { indexedDbStore } from '../files/indexed-db-store';
import { readSafetensors } from '../files/safetensors';
import { dispose } from '../model/dispose';
import { parameters } from '../model/parameters';
import { stateDict } from '../model/state-dict';
import { Linear } from '../nn/linear';
import { sequential } from '../nn/sequential';
import { relu } from '../ops/activation/activation';
import { mse } from '../ops/loss/mse';
import { adam, adamW } from '../optim/adam';
import { clipByGlobalNorm } from '../optim/clip';
import type { Optimizer } from '../optim/optimizer';
import { rmsprop } from '../optim/rmsprop';
import { cosineDecay } from '../optim/schedule';
import { sgd } from '../optim/sgd';
import { random } from '../random/random';
import { loadCheckpoint, saveCheckpoint } from './checkpoint';
import { train } from './train';

const makeModel = (seed: number) => {
  const rng = random(seed);
  return sequential(new Linear(3, 5, { rng }), relu, new Linear(5, 2, { rng }));
};

const learningRate = cosineDecay(0.1, { steps: 10, final: 0.01 });
const RULES: [string, () => Optimizer][] = [
  ['sgd', () => sgd({ learningRate })],
  ['sgd with momentum', () => sgd({ learningRate, momentum: 0.9, nesterov: true })],
  ['rmsprop', () => rmsprop({ learningRate: (step) => learningRate(step) / 10, momentum: 0.5 })],
  ['adam', () => adam({ learningRate })],
  ['adamW', () => adamW({ learningRate, weightDecay: 0.1 })],
];

/** Trains with batches and dropout drawn from the step's own stream. */
async function run(
  model: ReturnType<typeof makeModel>,
  optimizer: Optimizer,
  start: number,
  steps: number,
) {
  const reports = train({
    parameters: parameters(model),
    optimizer,
    start,
    steps,
    rng: random(99),
    batches: ({ rng }) => ({ x: rng.fold('x').normal([7, 3]), y: rng.fold('y').normal([7, 2]) }),
    loss: ({ x, y }, { rng }) => {
      const kept = tf.cast(tf.greater(rng.fold('dropout').uniform([7, 3]), 0.3), 'float32');
      return mse(model.forward(tf.div(tf.mul(x, kept), 0.7)), y);
    },
    onGradients: (gradients) => clipByGlobalNorm(gradients, 1),
  });
  for await (const _ of reports);
}

const bitsOf = async (variables: Record<string, tf.Tensor>) => {
  const bits: Record<string, number[]> = {};
  for (const [path, variable] of Object.entries(variables)) {
    const { buffer, byteOffset, byteLength } = await variable.data();
    bits[path] = [...new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength))];
  }
  return bits;
};

describe('a run that was stopped and resumed', () => {
  test.each(RULES)('with %s is bit for bit one that was not', async (_, make) => {
    const whole = makeModel(1);
    await run(whole, make(), 0, 9);
    const wanted = await bitsOf(stateDict(whole));

    const store = memoryStore();
    const [first, firstOptimizer] = [makeModel(1), make()];
    await run(first, firstOptimizer, 0, 4);
    await saveCheckpoint(store, { model: first, optimizer: firstOptimizer, step: 4 });
    const stopped = await bitsOf(stateDict(first));
    dispose(first);
    firstOptimizer.dispose();

    const [second, optimizer] = [makeModel(2), make()];
    await run(second, optimizer, 0, 2); // what it had is forgotten
    const { step } = await loadCheckpoint(store, { model: second, optimizer });
    expect([step, optimizer.steps]).toEqual([4, 4]);
    expect(await bitsOf(stateDict(second))).toEqual(stopped);
    await run(second, optimizer, step, 9);
    expect(await bitsOf(stateDict(second))).toEqual(wanted);
  });
});

describe('a checkpoint', () => {
  test('is a safetensors file of the model, the statistics and the step', async () => {
    const [store, model, optimizer] = [memoryStore(), makeModel(1), adam()];
    await run(model, optimizer, 0, 2);
    await saveCheckpoint(store, { model, optimizer, step: 2 });
    const { tensors, metadata } = readSafetensors(store.bytes as Uint8Array);
    expect(metadata.format).toBe('dl-checkpoint-1');
    expect(metadata.step).toBe('2');
    const paths = ['layers.0.weight', 'layers.0.bias', 'layers.2.weight', 'layers.2.bias'];
    expect(Object.keys(tensors).sort()).toEqual(
      paths
        .flatMap((path) => [`model.${path}`, `optimizer.${path}.m`, `optimizer.${path}.v`])
        .sort(),
    );
    expect(tensors['optimizer.layers.0.weight.m']?.shape).toEqual([3, 5]);
  });

  test('keeps Variables of every dtype, and odd numbers', async () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, -0, 1e-45, 3];
    const make = (numbers: number[], count: number) =>
      tf.tidy(() => ({
        weight: tf.variable(tf.tensor(numbers)),
        count: tf.variable(tf.scalar(count, 'int32'), false),
        mask: tf.variable(tf.tensor([1, 0, count], [3], 'bool'), false),
      }));
    const [from, to, store] = [make(values, 1), make([0, 0, 0, 0, 0], 0), memoryStore()];
    await saveCheckpoint(store, { model: from, step: 0 });
    expect(await loadCheckpoint(store, { model: to })).toEqual({ step: 0 });
    expect(await bitsOf(stateDict(to))).toEqual(await bitsOf(stateDict(from)));
  });

  test('with an optimiser loads without one, and before the first step', async () => {
    const [store, model, optimizer] = [memoryStore(), makeModel(1), adam()];
    await saveCheckpoint(store, { model, optimizer, step: 0 });
    await loadCheckpoint(store, { model: makeModel(2) });
    const other = adam();
    expect(await loadCheckpoint(store, { model, optimizer: other })).toEqual({ step: 0 });
    expect([other.steps, other.state.size]).toEqual([0, 0]);
  });

  test('of a parameter that got no gradient holds no statistics of it', async () => {
    const [store, model, optimizer] = [memoryStore(), makeModel(1), adam()];
    const first = parameters(model)[0] as tf.Variable;
    optimizer.update(new Map([[first, seededTensor([3, 5])]]));
    await saveCheckpoint(store, { model, optimizer, step: 1 });
    const [to, other] = [makeModel(2), adam()];
    await run(to, other, 0, 1);
    await loadCheckpoint(store, { model: to, optimizer: other });
    expect([...other.state.keys()]).toEqual([parameters(to)[0]]);
  });

  test('leaves nothing behind', async () => {
    const [store, model, optimizer] = [memoryStore(), makeModel(1), adam()];
    await run(model, optimizer, 0, 1);
    await expectNoLeaks(() => saveCheckpoint(store, { model, optimizer, step: 1 }));
    await expectNoLeaks(() => loadCheckpoint(store, { model, optimizer }));
  });
});

describe('saveCheckpoint refuses', () => {
  test('a step that is none', async () => {
    const [store, model] = [memoryStore(), makeModel(1)];
    for (const step of [-1, 1.5, Number.NaN]) {
      await expectRefusal(
        () => saveCheckpoint(store, { model, step }),
        `saveCheckpoint: step: expected an integer of at least 0, got ${step}`,
      );
    }
    expect(store.bytes).toBeUndefined();
  });

  test('an optimiser of other parameters than the model has', async () => {
    const [store, model, optimizer] = [memoryStore(), makeModel(1), adam()];
    const other = tf.variable(tf.zeros([3]));
    optimizer.update(new Map([[other, tf.ones([3])]]));
    await expectRefusal(
      () => saveCheckpoint(store, { model, optimizer, step: 1 }),
      'saveCheckpoint: optimizer: expected parameters of the model only, got 1 other [3]',
    );
    other.dispose(); // one that is gone needs no statistics
    await saveCheckpoint(store, { model, optimizer, step: 1 });
  });

  test('what a checkpoint cannot hold', async () => {
    const model = { name: tf.variable(tf.tensor(['a'])) };
    await expectRefusal(
      () => saveCheckpoint(memoryStore(), { model, step: 1 }),
      'saveCheckpoint: name: expected dtype float32, int32 or bool, got string',
    );
    const gone = makeModel(1);
    dispose(gone);
    await expectRefusal(
      () => saveCheckpoint(memoryStore(), { model: gone, step: 1 }),
      'saveCheckpoint: layers.0.weight: expected a tensor that is alive, got a disposed one [3, 5]',
    );
  });

  test('what its store refuses', async () => {
    const store = { ...memoryStore(), write: () => Promise.reject(new Error('disk full')) };
    await expect(saveCheckpoint(store, { model: makeModel(1), step: 1 })).rejects.toThrow(
      'disk full',
    );
  });
});

test.skipIf(globalThis.indexedDB === undefined)('goes through IndexedDB', async () => {
  const store = indexedDbStore('a checkpoint');
  const [model, optimizer] = [makeModel(1), adam()];
  await run(model, optimizer, 0, 3);
  await saveCheckpoint(store, { model, optimizer, step: 3 });
  const [other, otherOptimizer] = [makeModel(2), adam()];
  const { step } = await loadCheckpoint(indexedDbStore('a checkpoint'), {
    model: other,
    optimizer: otherOptimizer,
  });
  expect([step, otherOptimizer.steps]).toEqual([3, 3]);
  expect(await bitsOf(stateDict(other))).toEqual(await bitsOf(stateDict(model)));
  await store.remove();
});
