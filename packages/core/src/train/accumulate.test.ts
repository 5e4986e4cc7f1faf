import { backendName, expectNoLeaks, expectRefusal, seededTensor, withRoomFor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { linear } from '../ops/dense/linear';
import { mse } from '../ops/loss/mse';
import { embedding } from '../ops/rows/embedding';
import { adam } from '../optim/adam';
import { sgd } from '../optim/sgd';
import { type Gradients, valueAndGrads } from '../tape/value-and-grads';
import { addGradients } from './gradient-sum';
import type { StepContext } from './step-context';
import { train } from './train';

const variable = (shape: number[], seed: number) =>
  tf.tidy(() => tf.variable(seededTensor(shape, seed)));

/** Trains on the rows of a table by ids, `size` ids a batch in their order. */
async function fit(size: number, accumulate: number, sparse: boolean, iterable = false) {
  const [table, weight] = [variable([12, 3], 1), variable([3, 2], 2)];
  const batches = ({ step, part }: Pick<StepContext, 'step' | 'part'>) => {
    const from = (step * accumulate + part) * size;
    return tf.tensor(
      Array.from({ length: size }, (_, i) => ((from + i) * 5) % 7),
      [size],
      'int32',
    );
  };
  function* all() {
    for (let step = 0; step < 4; step++) {
      for (let part = 0; part < accumulate; part++) yield batches({ step, part });
    }
  }
  const losses: number[] = [];
  for await (const { loss } of train({
    parameters: [table, weight],
    optimizer: adam({ learningRate: 0.1 }),
    batches: iterable ? all() : batches,
    accumulate,
    loss: (ids: tf.Tensor) => {
      const y = linear(embedding(table, ids, { sparse }), weight);
      return mse(y, tf.fill(y.shape, 0.5));
    },
    ...(!iterable && { steps: 4 }),
  })) {
    losses.push(await loss());
  }
  return { table, weight, losses };
}

describe('accumulate', () => {
  test.each([false, true])('is one large batch, sparse: %s', async (sparse) => {
    const large = await fit(6, 1, sparse);
    for (const iterable of [false, true]) {
      const small = await fit(2, 3, sparse, iterable);
      expect(small.losses).toBeClose(large.losses, { absolute: 1e-5 });
      expect(small.table).toBeClose(large.table, { absolute: 1e-5 });
      expect(small.weight).toBeClose(large.weight, { absolute: 1e-5 });
    }
  });

  test('draws anew for each batch, and the same when it is resumed', async () => {
    const draws = async (start: number) => {
      const seen: number[] = [];
      const w = variable([2], 1);
      for await (const _ of train({
        parameters: [w],
        optimizer: sgd({ learningRate: 0 }),
        batches: ({ rng }) => seen.push(rng.next()),
        loss: () => tf.sum(tf.square(w)),
        accumulate: 2,
        steps: 3,
        start,
      }));
      return seen;
    };
    const all = await draws(0);
    expect(new Set(all).size).toBe(6);
    expect(await draws(2)).toEqual(all.slice(4));
  });

  test('the last step takes the mean of the batches that there are', async () => {
    const w = variable([], 1);
    const start = tf.tidy(() => tf.add(w, 0));
    let steps = 0;
    for await (const _ of train({
      parameters: [w],
      optimizer: sgd({ learningRate: 1 }),
      batches: [1, 2, 6],
      loss: (slope) => tf.mul(w, slope),
      accumulate: 2,
    })) {
      steps++;
    }
    expect(steps).toBe(2);
    expect(tf.sub(start, w)).toBeClose(1.5 + 6);
  });

  test('leaves nothing behind, also where a batch fails', async () => {
    const [w, x] = [variable([3], 1), seededTensor([3], 2)];
    const run = async (fails: boolean) => {
      const optimizer = sgd({ learningRate: 0.1 });
      const steps = train({
        parameters: [w],
        optimizer,
        batches: ({ part }) => part,
        loss: (part) => {
          if (fails && part === 1) throw new Error('part 1 fails');
          return tf.sum(tf.mul(w, x));
        },
        accumulate: 3,
        steps: 2,
      });
      for await (const _ of steps);
    };
    await expectNoLeaks(() => run(false));
    await expectNoLeaks(() => expect(run(true)).rejects.toThrow('part 1 fails'));
  });

  test('refuses a number that is none', async () => {
    const steps = train({
      parameters: [variable([3], 1)],
      optimizer: sgd({ learningRate: 0.1 }),
      batches: () => 0,
      loss: () => tf.scalar(0),
      accumulate: 0,
      steps: 1,
    });
    await expectRefusal(
      () => steps.next(),
      'train: accumulate: expected a positive integer, got 0',
    );
  });
});

describe('addGradients', () => {
  test('adds, takes over, and mixes sparse and whole', () => {
    const table = variable([5, 3], 1);
    const other = variable([2], 2);
    const of = (ids: number[], sparse: boolean): Gradients => {
      const chosen = tf.tensor(ids, [ids.length], 'int32');
      const f = () => tf.sum(tf.square(embedding(table, chosen, { sparse }))) as tf.Scalar;
      return valueAndGrads(f, [table, other], { sparse: true }).grads;
    };
    const sum = of([0, 1], true);
    addGradients(sum, of([1, 2], true));
    addGradients(sum, of([2, 2], false));
    const more: Gradients = new Map([[other, tf.ones([2])]]);
    addGradients(sum, more);
    expect(more.size).toBe(0);
    const times = tf.tensor([[2], [4], [6], [0], [0]]);
    expect(sum.get(table)).toBeClose(tf.mul(table, times));
    expect(sum.get(other)).toBeClose([1, 1]);
  });
});

describe('addGradients', () => {
  const map = (...gradients: unknown[]) =>
    new Map(gradients.map((g, i) => [i, g])) as never as Gradients;

  test('refuses what does not fit, and leaves both as they were', async () => {
    const [sum, more] = [map(tf.ones([3]), tf.ones([2])), map(tf.ones([3]), tf.ones([1]))];
    await expectRefusal(() => addGradients(sum, more), 'addGradients: more: expected [2], got [1]');
    const whole = map(tf.ones([3], 'int32'));
    await expectRefusal(
      () => addGradients(sum, whole),
      'addGradients: gradient: expected dtype float32, got int32',
    );
    expect([...sum.values()][0] as tf.Tensor).toBeClose([1, 1, 1]);
    expect(more.size).toBe(2);
  });

  test('one tensor may stand at two parameters', () => {
    const [shared, other] = [tf.ones([2]), tf.fill([2], 5)];
    const sum = map(shared, shared);
    addGradients(sum, map(tf.fill([2], 2)));
    const [a, b] = [...sum.values()] as tf.Tensor[];
    expect(a).toBeClose([3, 3]);
    expect(b).toBeClose([1, 1]);
    addGradients(sum, map(other, other));
    const [c, d] = [...sum.values()] as tf.Tensor[];
    expect(c).toBeClose([8, 8]);
    expect(d).toBeClose([6, 6]);
    expect(other.isDisposed).toBe(true);
  });

  test.skipIf(backendName !== 'wasm')('all or nothing where memory is full', () => {
    const dy = tf.tensor1d([3, 4]);
    const [sum, more] = [
      map(tf.tensor1d([1, 2]), tf.clone(dy), tf.tensor1d([7])),
      map(tf.tensor1d([5, 6]), tf.tensor1d([1, 1]), tf.slice(dy, 0, 1)),
    ];
    const read = (g: Gradients) => [...g.values()].map((x) => (x as tf.Tensor).arraySync());
    const [first, second] = [read(sum), read(more)];
    for (let room = 0; ; room++) {
      const enough = withRoomFor(room, () => {
        addGradients(sum, more);
        return [];
      });
      if (enough) break;
      expect([read(sum), read(more)]).toEqual([first, second]);
    }
    expect(read(sum)).toEqual([[6, 8], [4, 5], [10]]);
    expect(dy.arraySync()).toEqual([3, 4]);
  });
});
