import { backendName, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { sparseRows } from '../ops/rows/sparse-rows';
import type { Gradients } from '../tape/value-and-grads';
import { adagrad } from './adagrad';
import { adam, adamW } from './adam';
import { groups } from './groups';
import { muon } from './muon';
import type { Optimizer } from './optimizer';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';

const RULES: Record<string, () => Optimizer> = {
  sgd: () => sgd({ learningRate: 0.1 }),
  dampened: () => sgd({ learningRate: 0.1, momentum: 0.9, dampening: 0.5 }),
  rmsprop: () => rmsprop({ momentum: 0.5 }),
  adam: () => adam(),
  adamW: () => adamW(),
  amsgrad: () => adam({ amsgrad: true }),
  centred: () => rmsprop({ centered: true }),
  'centred with momentum': () => rmsprop({ centered: true, momentum: 0.5 }),
  adagrad: () => adagrad(),
  muon: () => muon(),
};
const variable = (shape: number[], seed: number) =>
  tf.tidy(() => tf.variable(seededTensor(shape, seed)));

/** Runs `f` where memory is full after `room` pieces. Whether it got along with them. */
function withRoom(room: number, f: () => void): boolean {
  const heap = (tf.backend() as unknown as { wasm: { _malloc(bytes: number): number } }).wasm;
  const { _malloc } = heap;
  let left = room;
  let isFull = false;
  heap._malloc = (bytes) => {
    if (left-- > 0) return _malloc(bytes);
    isFull = true;
    throw new RangeError('no room');
  };
  try {
    f();
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    expect(isFull).toBe(true);
    return false;
  } finally {
    heap._malloc = _malloc;
  }
  return true;
}

/** What an update changes. */
function read(optimizer: Optimizer, parameters: readonly tf.Variable[]) {
  return {
    steps: optimizer.steps,
    values: parameters.map((x) => x.arraySync()),
    state: [...optimizer.state].map(([x, { updates, slots }]) => [
      parameters.indexOf(x),
      updates,
      Object.values(slots).map((slot) => slot.arraySync()),
    ]),
  };
}

/** That `update` changes nothing, and leaves nothing, however much of its room is missing; then it ends as `wanted` has. */
function expectAllOrNothing(
  optimizer: Optimizer,
  parameters: readonly tf.Variable[],
  gradients: Gradients,
  wanted: () => object,
): number {
  const before = read(optimizer, parameters);
  for (let room = 0; ; room++) {
    const { numTensors } = tf.memory();
    if (withRoom(room, () => optimizer.update(gradients))) {
      expect(read(optimizer, parameters)).toEqual(wanted());
      return room;
    }
    expect(read(optimizer, parameters)).toEqual(before);
    expect(tf.memory().numTensors).toBe(numTensors);
  }
}

describe.runIf(backendName === 'wasm')('without memory for all, nothing is changed', () => {
  const both = (x: tf.Variable, y: tf.Variable): Gradients =>
    new Map([
      [x, seededTensor([3], 3)],
      [y, seededTensor([2, 3], 4)],
    ]);
  const pair = () => [variable([3], 1), variable([2, 3], 2)] as [tf.Variable, tf.Variable];

  test.each(Object.entries(RULES))('by a first update of %s', (_, make) => {
    const [x, y] = pair();
    const optimizer = make();
    // A clone that lives on has the parameter copied.
    tf.clone(y);
    const wanted = () => {
      const [own, other] = [make(), pair()];
      own.update(both(...other));
      return read(own, other);
    };
    const rooms = expectAllOrNothing(optimizer, [x, y], both(x, y), wanted);
    const slots = [x, y].flatMap((own) => optimizer.slotsOf?.(own) ?? optimizer.slots);
    expect(rooms).toBeGreaterThan(slots.length);
  });

  test.each(Object.entries(RULES))('by an update of %s that was restored', (_, make) => {
    const [x, y] = pair();
    const [from, to] = [make(), make()];
    from.update(both(x, y));
    to.restore(from.steps, from.state);
    const wanted = () => {
      const [own, other] = [make(), pair()];
      for (let step = 0; step < 2; step++) own.update(both(...other));
      return read(own, other);
    };
    const rooms = expectAllOrNothing(to, [x, y], both(x, y), wanted);
    // What was copied before memory was full need not be copied again.
    expect(rooms).toBeGreaterThanOrEqual(to.slots.length);
  });

  test.each(Object.entries(RULES))('by %s of sparse gradients', (_, make) => {
    const [x, y] = pair();
    const optimizer = make();
    const sparse = (a: tf.Variable, b: tf.Variable): Gradients =>
      new Map<tf.Variable, never>([
        [a, seededTensor([3], 3) as never],
        [b, sparseRows(tf.tensor([1, 1], [2], 'int32'), seededTensor([2, 3], 4), [2, 3]) as never],
      ]);
    tf.clone(x);
    const wanted = () => {
      const [own, other] = [make(), pair()];
      own.update(sparse(...other));
      return read(own, other);
    };
    expectAllOrNothing(optimizer, [x, y], sparse(x, y), wanted);
  });

  test('by groups, within others too', () => {
    const make = ([x, y, z]: tf.Variable[]) =>
      groups([
        { parameters: [x as tf.Variable], optimizer: adam() },
        {
          parameters: [y as tf.Variable, z as tf.Variable],
          optimizer: groups([
            { parameters: [y as tf.Variable], optimizer: sgd({ learningRate: 0.1, momentum: 1 }) },
            { parameters: [z as tf.Variable], optimizer: adam() },
          ]),
        },
      ]);
    const three = () => [...pair(), variable([2], 5)];
    const gradients = ([x, y, z]: tf.Variable[]): Gradients =>
      new Map([
        ...both(x as tf.Variable, y as tf.Variable),
        [z as tf.Variable, seededTensor([2], 6)],
      ]);
    const own = three();
    const wanted = () => {
      const other = three();
      const optimizer = make(other);
      optimizer.update(gradients(other));
      return read(optimizer, other);
    };
    expectAllOrNothing(make(own), own, gradients(own), wanted);
  });
});
