import { expectNoLeaks, expectRefusal, memoryStore, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { loadCheckpoint, saveCheckpoint } from '../train/checkpoint';
import { CheckpointError } from '../train/checkpoint-error';
import { adam } from './adam';
import { groups } from './groups';
import { sgd } from './sgd';

const EXACT = { absolute: 0, relative: 0 };
const variable = (shape: number[], seed: number) =>
  tf.tidy(() => tf.variable(seededTensor(shape, seed)));

/** Two parameters, of which each has its own rule, and `n` updates of both. */
function pair() {
  const model = { a: variable([3], 1), b: variable([5], 2) };
  const optimizers = { a: sgd({ learningRate: 0.1, momentum: 0.9 }), b: adam() };
  const optimizer = groups([
    { parameters: [model.a], optimizer: optimizers.a },
    { parameters: [model.b], optimizer: optimizers.b },
  ]);
  const update = (n: number, from = 0) => {
    for (let step = from; step < from + n; step++) {
      tf.tidy(() =>
        optimizer.update(
          new Map([
            [model.b, seededTensor([5], 20 + step)],
            [model.a, seededTensor([3], 10 + step)],
          ]),
        ),
      );
    }
  };
  return { model, optimizers, optimizer, update };
}

describe('groups', () => {
  test('updates each group by its own optimiser', () => {
    const { model, optimizer, update } = pair();
    update(3);
    const alone = pair();
    for (let step = 0; step < 3; step++) {
      alone.optimizers.a.update(new Map([[alone.model.a, seededTensor([3], 10 + step)]]));
      alone.optimizers.b.update(new Map([[alone.model.b, seededTensor([5], 20 + step)]]));
    }
    expect(model.a).toBeClose(alone.model.a, EXACT);
    expect(model.b).toBeClose(alone.model.b, EXACT);
    expect(optimizer.rule).toBe('groups(sgd, adam)');
    expect(optimizer.steps).toBe(3);
    expect(optimizer.learningRate).toBe(0.1);
    expect([...optimizer.state.keys()]).toEqual([model.a, model.b]);
    expect(optimizer.slotsOf?.(model.b)).toEqual(['m', 'v']);
  });

  test('steps on where a group has no gradient', () => {
    const { model, optimizers, optimizer } = pair();
    optimizer.update(new Map([[model.b, seededTensor([5], 1)]]));
    expect(optimizers.a.steps).toBe(1);
    expect(model.a).toBeClose(seededTensor([3], 1), EXACT);
  });

  test('goes on from a checkpoint as if it had never stopped', async () => {
    const store = memoryStore();
    const whole = pair();
    whole.update(2);
    const { model, optimizer } = whole;
    await saveCheckpoint(store, { model, optimizer, step: 2 });
    whole.update(3, 2);
    const resumed = pair();
    expect(
      await loadCheckpoint(store, { model: resumed.model, optimizer: resumed.optimizer }),
    ).toEqual({ step: 2 });
    expect(resumed.optimizer.steps).toBe(2);
    resumed.update(3, 2);
    expect(resumed.model.a).toBeClose(whole.model.a, EXACT);
    expect(resumed.model.b).toBeClose(whole.model.b, EXACT);
    const other = pair();
    const swapped = groups([
      { parameters: [other.model.b], optimizer: other.optimizers.a },
      { parameters: [other.model.a], optimizer: other.optimizers.b },
    ]);
    await expect(loadCheckpoint(store, { model: other.model, optimizer: swapped })).rejects.toThrow(
      CheckpointError,
    );
  });

  test('frees what it keeps', async () => {
    await expectNoLeaks(() => {
      const { model, optimizer, update } = pair();
      update(1);
      optimizer.dispose();
      tf.dispose([model.a, model.b]);
    });
  });

  test('refuses, before anything is changed', async () => {
    const { model, optimizers, optimizer } = pair();
    await expectRefusal(() => groups([]), 'groups: parts: expected at least one group, got []');
    const twice = { parameters: [model.a], optimizer: adam() };
    await expectRefusal(
      () => groups([{ parameters: [model.a], optimizer: adam() }, twice]),
      'groups: parts.1: expected parameters of one group each, got [3] again',
    );
    await expectRefusal(
      () => groups([twice, { parameters: [model.b], optimizer: twice.optimizer }]),
      'groups: parts.1: expected an optimiser of its own, got that of an earlier group',
    );
    const none = adam();
    await expectRefusal(
      () => groups([{ parameters: new Array(3), optimizer: none }]),
      'groups: parts.0: parameters: expected Variables, got undefined',
    );
    const [good, bad, other] = [tf.ones([3]), tf.ones([4]), tf.variable(tf.ones([2]))];
    const wrong = new Map([
      [model.a, good],
      [model.b, bad],
    ]);
    await expectRefusal(
      () => optimizer.update(wrong),
      'adam.update: gradient: expected [5] as its parameter, got [4]',
    );
    await expectRefusal(
      () => optimizer.update(new Map([[other, tf.keep(good)]])),
      'groups.update: expected parameters of a group, got [2] of none',
    );
    expect(model.a).toBeClose(seededTensor([3], 1), EXACT);
    expect(optimizers.a.steps).toBe(0);
  });

  test('takes the optimiser that it has checked of a group that changes when it is read again', () => {
    const { model } = pair();
    const own = [adam()];
    const changing = {
      parameters: [model.a],
      get optimizer() {
        return own.shift() as ReturnType<typeof adam>;
      },
    };
    expect(groups([changing]).rule).toBe('groups(adam)');
  });
});
