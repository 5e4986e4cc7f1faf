import { backendName, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { setup } from '../backend/setup';
import { ShapeError } from '../check/shape';
import { type Gradients, valueAndGrads } from '../tape/value-and-grads';
import { adam, adamW } from './adam';
import { muon } from './muon';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';

const variable = (shape: number[], seed: number) =>
  tf.tidy(() => tf.variable(seededTensor(shape, seed)));
const gradients = (...entries: [tf.Variable, tf.Tensor][]): Gradients => new Map(entries);
const RULES = {
  sgd: () => sgd({ learningRate: 0.1 }),
  momentum: () => sgd({ learningRate: 0.1, momentum: 0.9 }),
  rmsprop: () => rmsprop({ momentum: 0.5 }),
  adam: () => adam(),
  adamW: () => adamW(),
  muon: () => muon(),
};

describe('an update', () => {
  test('takes the rate of its step from a schedule', () => {
    const rates = [0.5, 0.25, 0, 2];
    const optimizer = sgd({ learningRate: (step) => rates[step] as number });
    const x = variable([3], 1);
    let wanted = tf.clone(x) as tf.Tensor;
    rates.forEach((rate, step) => {
      expect([optimizer.steps, optimizer.learningRate]).toEqual([step, rate]);
      optimizer.update(gradients([x, tf.ones([3])]));
      wanted = tf.sub(wanted, rate);
      expect(x).toBeClose(wanted);
    });
    expect(optimizer.steps).toBe(4);
  });

  test('counts by parameter: one that gets no gradient shifts no other', () => {
    const [a, b, c] = [variable([3], 1), variable([3], 2), variable([3], 3)];
    const together = adam({ learningRate: 0.1 });
    together.update(gradients([a, seededTensor([3], 4)], [c, seededTensor([3], 5)]));
    together.update(gradients([b, seededTensor([3], 6)], [a, seededTensor([3], 7)]));
    const alone = (start: number, ...seeds: number[]) => {
      const [x, own] = [variable([3], start), adam({ learningRate: 0.1 })];
      for (const seed of seeds) own.update(gradients([x, seededTensor([3], seed)]));
      return x;
    };
    expect(a).toBeClose(alone(1, 4, 7));
    expect(b).toBeClose(alone(2, 6));
    expect(c).toBeClose(alone(3, 5));
    expect([...together.state].map(([x, { updates }]) => [x, updates])).toEqual([
      [a, 2],
      [c, 1],
      [b, 1],
    ]);
  });

  test.each(Object.entries(RULES))(
    '%s changes its parameter and nothing that shares its data',
    (_, make) => {
      const optimizer = make();
      const first = seededTensor([2, 3], 1);
      const x = tf.variable(first);
      const twin = tf.variable(first);
      const g = seededTensor([2, 3], 2);
      optimizer.update(gradients([x, g]));
      expect(first).toBeClose(seededTensor([2, 3], 1));
      expect(twin).toBeClose(first);
      expect(g).toBeClose(seededTensor([2, 3], 2));
      expect(x).not.toBeClose(first, { absolute: 1e-6, relative: 0 });
      const copies = [tf.clone(x), tf.reshape(x, [6])];
      const was = tf.mul(x, 1);
      const slots = Object.values(optimizer.state.get(x)?.slots ?? {});
      const slotCopies = slots.map((slot) => [tf.clone(slot), tf.mul(slot, 1)] as const);
      optimizer.update(gradients([x, tf.ones([2, 3])]));
      expect(copies[0]).toBeClose(was);
      expect(copies[1]).toBeClose(tf.reshape(was, [6]));
      for (const [copy, before] of slotCopies) expect(copy).toBeClose(before);
      expect(x).not.toBeClose(was, { absolute: 1e-6, relative: 0 });
    },
  );

  test('a gradient that shares the data of a parameter keeps its values', () => {
    const [a, b] = [variable([3], 1), variable([3], 2)];
    const was = [tf.mul(a, 1), tf.mul(b, 1)] as const;
    sgd({ learningRate: 1 }).update(gradients([a, tf.ones([3])], [b, tf.clone(a)]));
    expect(a).toBeClose(tf.sub(was[0], 1));
    expect(b).toBeClose(tf.sub(was[1], was[0]));
  });

  // x = seeded([3], 1); o = torch.optim.Adam([x], lr=0.1); twice: (x * x).sum().backward(); o.step()
  test('takes a parameter that another backend made', async () => {
    for (const backend of ['cpu', 'wasm'] as const) {
      await setup({ backend });
      const x = variable([3], 1);
      await setup({ backend: backend === 'cpu' ? 'wasm' : 'cpu' });
      const optimizer = adam({ learningRate: 0.1 });
      for (let step = 0; step < 2; step++) {
        const { value, grads } = valueAndGrads(() => tf.sum(tf.mul(x, x)), [x]);
        optimizer.update(grads);
        tf.dispose([value, ...grads.values()]);
      }
      expect(x).toBeClose([-0.3281771, -0.06534249, -0.02360185]);
      optimizer.dispose();
      x.dispose();
    }
    await setup({ backend: backendName });
  });

  test('keeps a parameter the object that it is, and nothing more in memory', async () => {
    for (const make of Object.values(RULES)) {
      const [x, optimizer] = [variable([5], 1), make()];
      const g = seededTensor([5], 2);
      await expectNoLeaks(() => optimizer.update(gradients([x, g])));
      expect(x.isDisposed).toBe(false);
      const { numTensors } = tf.memory();
      const slots = Object.values(optimizer.state.get(x)?.slots ?? {});
      expect(slots.map(({ trainable }) => trainable)).toEqual(slots.map(() => false));
      optimizer.dispose();
      expect(tf.memory().numTensors).toBe(numTensors - slots.length);
    }
  });
});

describe('restore', () => {
  test('goes on as the other would have', () => {
    for (const make of Object.values(RULES)) {
      const [x, y] = [variable([5], 1), variable([5], 1)];
      const [from, to] = [make(), make()];
      to.update(gradients([y, tf.ones([5])])); // what it had is forgotten
      from.update(gradients([x, seededTensor([5], 2)]));
      from.update(gradients([x, seededTensor([5], 3)]));
      const { updates, slots } = from.state.get(x) as { updates: number; slots: object };
      to.restore(
        from.steps,
        new Map([[y, { updates, slots: slots as Record<string, tf.Tensor> }]]),
      );
      y.assign(x);
      expect([to.steps, to.state.get(y)?.updates]).toEqual([2, 2]);
      from.update(gradients([x, seededTensor([5], 4)]));
      to.update(gradients([y, seededTensor([5], 4)]));
      expect(y).toBeClose(x, { absolute: 0, relative: 0 });
    }
  });

  test('shares no memory with what it was given, and frees what it had', () => {
    const [x, optimizer] = [variable([3], 1), adam()];
    optimizer.update(gradients([x, tf.ones([3])]));
    const { numTensors } = tf.memory();
    const m = seededTensor([3], 2);
    optimizer.restore(7, new Map([[x, { updates: 3, slots: { m, v: m } }]]));
    expect(tf.memory().numTensors).toBe(numTensors + 1);
    optimizer.update(gradients([x, tf.ones([3])]));
    expect(m).toBeClose(seededTensor([3], 2));
    expect(optimizer.steps).toBe(8);
  });

  test('refuses statistics of other names or shapes, and changes nothing', async () => {
    const [x, optimizer] = [variable([3], 1), adam()];
    optimizer.update(gradients([x, tf.ones([3])]));
    const m = seededTensor([3], 2);
    const wide = seededTensor([5], 2);
    const refuse = (slots: Record<string, tf.Tensor>, message: string) =>
      expectRefusal(() => optimizer.restore(7, new Map([[x, { updates: 3, slots }]])), message);
    await refuse({ m }, 'adam.restore: slots: expected m, v, got m');
    await refuse({ velocity: m }, 'adam.restore: slots: expected m, v, got velocity');
    await refuse({ m, v: wide }, 'adam.restore: v: expected [3], got [5]');
    expect([optimizer.steps, optimizer.state.get(x)?.updates]).toEqual([1, 1]);
  });
});

describe('update refuses', () => {
  test('what does not fit, and changes nothing', async () => {
    const [a, b] = [variable([3], 1), variable([2, 3], 2)];
    const optimizer = adam();
    const g = tf.ones([3]);
    const turned = tf.ones([3, 2]);
    const ids = tf.ones([2, 3], 'int32');
    const gone = tf.ones([2, 3]);
    gone.dispose();
    const refuse = (x: tf.Variable, gradient: tf.Tensor, message: string) =>
      expectRefusal(() => optimizer.update(gradients([a, g], [x, gradient])), message);
    const error = await refuse(
      b,
      turned,
      'adam.update: gradient: expected [2, 3] as its parameter, got [3, 2]',
    );
    expect(error).toBeInstanceOf(ShapeError);
    await refuse(b, ids, 'adam.update: gradient: expected dtype float32, got int32');
    await refuse(
      b,
      gone,
      'adam.update: gradient: expected a tensor that is alive, got a disposed one [2, 3]',
    );
    await refuse(b, undefined as never, 'adam.update: gradient: expected a tensor, got undefined');
    const whole = tf.variable(tf.ones([3], 'int32'));
    await refuse(whole, g, 'adam.update: parameter: expected dtype float32, got int32');
    b.dispose();
    const fits = tf.ones([2, 3]);
    await refuse(
      b,
      fits,
      'adam.update: parameter: expected a tensor that is alive, got a disposed one [2, 3]',
    );
    expect(a).toBeClose(seededTensor([3], 1));
    expect([optimizer.steps, optimizer.state.size]).toEqual([0, 0]);
  });

  test('a schedule that gives no rate', async () => {
    const x = variable([3], 1);
    const g = tf.ones([3]);
    for (const rate of [Number.NaN, -1, undefined]) {
      const optimizer = sgd({ learningRate: () => rate as number });
      await expectRefusal(
        () => optimizer.update(gradients([x, g])),
        `sgd.update: learningRate: expected a number of at least 0, got ${rate}`,
      );
      expect(optimizer.steps).toBe(0);
    }
    expect(x).toBeClose(seededTensor([3], 1));
  });
});

test('an optimiser is restored from its own state', async () => {
  const [x, y] = [variable([3], 1), variable([2], 2)];
  const optimizer = adam();
  optimizer.update(gradients([x, seededTensor([3], 3)], [y, seededTensor([2], 4)]));
  const before = optimizer.state.get(x)?.slots.m as tf.Variable;
  const values = await before.data();
  for (const copied of [false, true]) {
    const { state } = optimizer;
    optimizer.restore(optimizer.steps, copied ? new Map(state) : state);
    expect(optimizer.state.size).toBe(2);
    expect(await optimizer.state.get(x)?.slots.m?.data()).toEqual(values);
  }
  expect(before.isDisposed).toBe(true);
  optimizer.dispose();
});

test('a statistic that somebody has disposed is named', async () => {
  const w = tf.tidy(() => tf.variable(tf.ones([2])));
  const [optimizer, g] = [adam(), tf.ones([2])];
  optimizer.update(new Map([[w, g]]));
  optimizer.state.get(w)?.slots.v?.dispose();
  await expectRefusal(
    () => optimizer.update(new Map([[w, g]])),
    'adam.update: v: expected a tensor that is alive, got a disposed one [2]',
  );
  optimizer.dispose();
});
