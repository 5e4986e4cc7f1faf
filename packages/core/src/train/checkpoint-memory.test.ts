import { backendName, memoryStore, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, test } from 'vitest';
import { adam } from '../optim/adam';
import { groups } from '../optim/groups';
import { sgd } from '../optim/sgd';
import { loadCheckpoint, saveCheckpoint } from './checkpoint';

afterEach(() => tf.disposeVariables());

const variable = (seed: number) => tf.tidy(() => tf.variable(seededTensor([3], seed)));

test.runIf(backendName === 'wasm')(
  'without memory for a whole checkpoint model and optimiser are as they were',
  async () => {
    const store = memoryStore();
    const saved = { model: { w: variable(1) }, optimizer: adam() };
    tf.tidy(() => saved.optimizer.update(new Map([[saved.model.w, tf.ones([3])]])));
    await saveCheckpoint(store, { ...saved, step: 1 });
    const own = { model: { w: variable(2) }, optimizer: adam() };
    const heap = (tf.backend() as unknown as { wasm: { _malloc(bytes: number): number } }).wasm;
    const { _malloc } = heap;
    const before = own.model.w.arraySync();
    const { numTensors } = tf.memory();
    let room = 0;
    for (; ; room++) {
      let left = room;
      heap._malloc = (bytes) => {
        if (left-- > 0) return _malloc(bytes);
        throw new RangeError('no room');
      };
      const error = await loadCheckpoint(store, own).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      heap._malloc = _malloc;
      if (error === undefined) break;
      expect(error).toBeInstanceOf(RangeError);
      expect(own.model.w.arraySync()).toEqual(before);
      expect([own.optimizer.steps, own.optimizer.state.size]).toEqual([0, 0]);
      expect(tf.memory().numTensors).toBe(numTensors);
    }
    expect(room).toBe(3);
    expect(own.model.w.arraySync()).toEqual(saved.model.w.arraySync());
    expect(own.optimizer.state.get(own.model.w)?.updates).toBe(1);
    saved.optimizer.dispose();
    own.optimizer.dispose();
  },
);

test('a parameter that is of no group is refused before the model is loaded', async () => {
  const make = () => ({ a: variable(1), b: variable(2) });
  const [model, other] = [make(), make()];
  const rate = { learningRate: 0.1 };
  const of = (parameters: tf.Variable[]) => groups([{ parameters, optimizer: sgd(rate) }]);
  const optimizer = of([model.a, model.b]);
  const ones = tf.ones([3]);
  optimizer.update(
    new Map([
      [model.a, ones],
      [model.b, ones],
    ]),
  );
  ones.dispose();
  const store = memoryStore();
  await saveCheckpoint(store, { model, optimizer, step: 1 });
  const before = other.a.arraySync();
  const loaded = loadCheckpoint(store, { model: other, optimizer: of([other.a]) });
  await expect(loaded).rejects.toThrow('expected parameters of a group, got [3] of none');
  expect(other.a.arraySync()).toEqual(before);
});
