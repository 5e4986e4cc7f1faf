import { random, valueAndGrads } from '@dl/core';
import {
  backendName,
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  readValues,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { attend, attendWithWeights } from './attend';
import golden from './fixtures/torch-attention.json';

const inputs = (batch: number, heads: number, queries: number, keys: number, depth: number) =>
  [
    seededTensor<tf.Tensor4D>([batch, heads, queries, depth], 1),
    seededTensor<tf.Tensor4D>([batch, heads, keys, depth], 2),
    seededTensor<tf.Tensor4D>([batch, heads, keys, depth], 3),
  ] as const;

describe('attend', () => {
  test('keeps batch, heads and queries, and takes the depth of the values', () => {
    const q = tf.zeros([2, 6, 5, 7]);
    expect(attend(q, tf.zeros([2, 3, 11, 7]), tf.zeros([2, 3, 11, 13])).shape).toEqual([
      2, 6, 5, 13,
    ]);
    const flat = attend(tf.zeros([2, 5, 7]), tf.zeros([2, 11, 7]), tf.zeros([2, 11, 13]));
    expect(flat.shape).toEqual([2, 5, 13]);
  });

  test.each(golden.attend.map((c) => [c.name, c] as const))('is as PyTorch: %s', (_, c) => {
    const { queries, keys, depth } = c;
    const q = tf.variable(seededTensor([2, 3, queries, depth], 1, c.scale));
    const k = tf.variable(seededTensor([2, 3, keys, depth], 2));
    const v = tf.variable(seededTensor([2, 3, keys, depth], 3));
    const mask = { causal: c.causal, lengths: c.lengths ?? undefined };
    const { weights } = attendWithWeights(q, k, v, { mask });
    expect(weights).toBeClose(tf.tensor(c.weights, [2, 3, queries, keys]), { absolute: 2e-6 });
    let y: tf.Tensor | undefined;
    const { grads } = valueAndGrads(() => {
      y = tf.keep(attend(q as tf.Tensor, k, v, { mask }));
      return tf.sum(tf.mul(y, seededTensor(y.shape, 4))) as tf.Scalar;
    }, [q, k, v]);
    const close = { absolute: 3e-6 * c.scale, relative: 1e-5 };
    expect(y).toBeClose(tf.tensor(c.output, [2, 3, queries, depth]), { absolute: 2e-6 * c.scale });
    expect(grads.get(q), 'dq').toBeClose(tf.tensor(c.dq, q.shape), close);
    expect(grads.get(k), 'dk').toBeClose(tf.tensor(c.dk, k.shape), close);
    expect(grads.get(v), 'dv').toBeClose(tf.tensor(c.dv, v.shape), close);
    y?.dispose();
  });

  test('a query cannot see later keys', () => {
    const [q, k, v] = inputs(2, 3, 5, 5, 7);
    const lastOnly = tf.concat([tf.zeros([2, 3, 4, 7]), tf.fill([2, 3, 1, 7], 5)], 2);
    const mask = { causal: true };
    const before = attend(q, k, v, { mask });
    const after = attend(q, tf.add(k, lastOnly), tf.add(v, lastOnly), { mask });
    const firstFour = (y: tf.Tensor) => tf.slice(y, 0, [2, 3, 4, 7]);
    expect(firstFour(after)).toBeClose(firstFour(before), { absolute: 0, relative: 0 });
    expect(after).not.toBeClose(before);
  });

  test('keys in another order, with their values, change nothing', () => {
    const [q, k, v] = inputs(2, 3, 5, 7, 4);
    const turned = attend(q, tf.reverse(k, 2), tf.reverse(v, 2));
    expect(turned).toBeClose(attend(q, k, v), { absolute: 2e-6 });
  });

  test('a window of 1 gives each query its own value', () => {
    const [q, k, v] = inputs(1, 2, 5, 5, 3);
    expect(attend(q, k, v, { mask: { window: 1 } })).toBeClose(v, { absolute: 2e-6 });
  });

  test('a window shows keys less than so far away, to both sides or the past alone', () => {
    const [q, k, v] = inputs(1, 1, 7, 7, 3);
    const near = tf.tidy(() => {
      const far = tf.abs(tf.sub(tf.reshape(tf.range(0, 7), [7, 1]), tf.range(0, 7)));
      return tf.less(far, 3);
    });
    expect(attend(q, k, v, { mask: { window: 3 } })).toBeClose(attend(q, k, v, { mask: near }));
    const past = tf.logicalAnd(near, tf.cast(tf.linalg.bandPart(tf.ones([7, 7]), -1, 0), 'bool'));
    const causal = attend(q, k, v, { mask: { window: 3, causal: true } });
    expect(causal).toBeClose(attend(q, k, v, { mask: past }));
  });

  test('what lies after the lengths has no influence, not even NaN, in gradients too', () => {
    const [q, k, v] = inputs(2, 1, 3, 5, 4);
    const padding = tf.tensor([0, 0, 0, NaN, NaN, 0, 0, 0, 0, 0], [2, 1, 5, 1]);
    const mask = { lengths: [3, 5] };
    const run = (keys: tf.Tensor, values: tf.Tensor) => {
      const variables = [q, keys, values].map((x) => tf.variable(x as tf.Tensor));
      const { value, grads } = valueAndGrads(() => {
        const [a, b, c] = variables as unknown as [tf.Tensor, tf.Tensor, tf.Tensor];
        return tf.sum(tf.square(attend(a, b, c, { mask }))) as tf.Scalar;
      }, variables);
      return [value, ...variables.map((x) => grads.get(x) as tf.Tensor)];
    };
    const clean = run(k, v);
    run(tf.add(k, padding), tf.add(v, padding)).forEach((x, i) => {
      expect(x).toBeClose(clean[i] as tf.Tensor);
    });
  });

  test.each(['bool', 'float32'] as const)(
    'a query that sees nothing gives 0, by %s',
    async (dtype) => {
      const [q, k, v] = inputs(2, 1, 3, 4, 5);
      const shown = tf.tensor([1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 1], [3, 4], 'bool');
      const mask =
        dtype === 'bool' ? shown : tf.where(shown, tf.zeros([3, 4]), tf.fill([3, 4], -1e30));
      const { output, weights } = attendWithWeights(q, k, v, { mask });
      for (const y of [output, attend(q, k, v, { mask })]) {
        expect(tf.slice(y, [0, 0, 1], [2, 1, 1])).toBeClose(tf.zeros([2, 1, 1, 5]));
      }
      expect(tf.slice(weights, [0, 0, 1], [2, 1, 1])).toBeClose(tf.zeros([2, 1, 1, 4]));
      const variables = [q, k, v].map((x) => tf.variable(x as tf.Tensor));
      const { grads } = valueAndGrads(() => {
        const [a, b, c] = variables as unknown as [tf.Tensor, tf.Tensor, tf.Tensor];
        return tf.sum(attend(a, b, c, { mask })) as tf.Scalar;
      }, variables);
      const dq = grads.get(variables[0] as tf.Variable) as tf.Tensor;
      expect(tf.slice(dq, [0, 0, 1], [2, 1, 1])).toBeClose(tf.zeros([2, 1, 1, 5]));
      for (const x of variables) {
        const values = Array.from(await readValues(grads.get(x) as tf.Tensor));
        expect(values.every(Number.isFinite)).toBe(true);
      }
    },
  );

  test('a bias that hides every key of a query gives 0, by every way', () => {
    const [q, k, v] = [
      seededTensor([1, 1, 2, 4], 1),
      seededTensor([1, 1, 3, 4], 2),
      tf.ones([1, 1, 3, 4]),
    ];
    const wanted = tf.tensor([0, 0, 0, 0, 1, 1, 1, 1], [1, 1, 2, 4]);
    // A GPU may take it that nothing is infinite.
    for (const least of backendName === 'webgpu' ? [-1e30] : [-1e30, -Infinity]) {
      const bias = tf.tensor([least, least, least, 0, 1, 2], [2, 3]);
      expect(attend(q, k, v, { bias })).toBeClose(wanted);
      expect(attendWithWeights(q, k, v, { bias }).output).toBeClose(wanted);
      const dropped = attend(q, k, v, { bias, dropout: 1e-9, training: true, rng: random(1) });
      expect(dropped).toBeClose(wanted);
    }
  });

  test('the widest window and offset are no overflow in the kernel', () => {
    const widest = 2 ** 29 - 1;
    const [q, k] = [seededTensor([1, 1, 9, 4], 1), seededTensor([1, 1, 9, 4], 2)];
    const v = tf.variable(seededTensor([1, 1, 9, 4], 3));
    for (const offset of [-widest, widest]) {
      const mask = { window: widest, offset };
      const of = (f: () => tf.Tensor) =>
        valueAndGrads(() => tf.sum(tf.square(f())), [v]).grads.get(v) as tf.Tensor;
      const wanted = of(() => attendWithWeights(q, k, v, { mask }).output);
      expect(of(() => attend(q, k, v, { mask }))).toBeClose(wanted);
    }
  });

  test('no gradient flows to a mask, whatever comes with it', () => {
    const [q, k, v] = [1, 2, 3].map((seed) => seededTensor([1, 1, 3, 4], seed)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const mask = tf.variable(seededTensor([3, 3], 4));
    const bias = tf.variable(seededTensor([3, 3], 5));
    const dropout = { dropout: 0.5, training: true, rng: random(1) };
    for (const options of [{}, { bias }, dropout, { bias, ...dropout }]) {
      const { grads } = valueAndGrads(
        () => tf.sum(tf.square(attend(q, k, v, { mask, ...options }))),
        [mask, bias],
      );
      expect(grads.has(mask)).toBe(false);
      expect(grads.has(bias)).toBe('bias' in options);
    }
  });

  test('shared keys are repeated ones', () => {
    const q = seededTensor([2, 6, 5, 4], 1);
    const [k, v] = [seededTensor([2, 2, 7, 4], 2), seededTensor([2, 2, 7, 4], 3)];
    const repeat = (x: tf.Tensor) => {
      const wide = tf.stack([x, x, x], 2);
      return tf.reshape(wide, [2, 6, 7, 4]);
    };
    expect(attend(q, k, v)).toBeClose(attend(q, repeat(k), repeat(v)), { absolute: 2e-6 });
  });

  test('scale 1 is the plain dot product; a bias is added after the scale', () => {
    const [q, k, v] = inputs(2, 1, 3, 5, 4);
    const bias = seededTensor([1, 3, 5], 5);
    const plain = tf.matMul(tf.softmax(tf.matMul(q, k, false, true)), v);
    expect(attend(q, k, v, { scale: 1 })).toBeClose(plain, { absolute: 2e-6 });
    const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), 0.5), bias);
    expect(attend(q, k, v, { bias })).toBeClose(tf.matMul(tf.softmax(scores), v), {
      absolute: 2e-6,
    });
  });

  test('its gradients are those of finite differences', () => {
    const [q, k, v] = inputs(1, 2, 3, 4, 2);
    const bias = seededTensor([2, 1, 4], 5);
    const run = (...xs: tf.Tensor[]) => {
      const [a, b, c, d] = xs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return attend(a, b, c, { bias: d, mask: { causal: true } });
    };
    expectGradients(run, [q, k, v, bias]);
  });

  test('a gradient of a gradient goes through ops', async () => {
    const [q, k, v] = inputs(1, 1, 3, 4, 2);
    const along = seededTensor(q.shape, 6);
    const f = (x: tf.Tensor) => tf.sum(tf.square(attend(x, k, v))) as tf.Scalar;
    const slope = (x: tf.Tensor) => tf.sum(tf.mul(tf.grad(f)(x), along)) as tf.Scalar;
    const exact = tf.grad(slope)(q);
    const beside = (way: number) => tf.grad(f)(tf.add(q, tf.mul(along, way * 1e-2)));
    const numeric = tf.div(tf.sub(beside(1), beside(-1)), 2e-2);
    expect(await readValues(exact)).toBeClose(await readValues(numeric), { absolute: 5e-3 });
  });

  test('drops weights while it trains, as the seed says', async () => {
    const [q, k, v] = inputs(2, 3, 5, 7, 4);
    const run = (seed: number, training = true) =>
      attend(q, k, v, { dropout: 0.5, training, rng: random(seed) });
    expect(run(1)).toBeClose(run(1), { absolute: 0, relative: 0 });
    expect(run(1)).not.toBeClose(run(2));
    expect(run(1, false)).toBeClose(attend(q, k, v));
    const refusal = 'attend: rng: expected a generator of random(), got undefined';
    await expectRefusal(() => attend(q, k, v, { dropout: 0.5, training: true }), refusal);
  });

  test('says what does not fit', async () => {
    const [q, k, v] = inputs(2, 4, 3, 5, 6);
    const refuse = (f: () => unknown, message: string) => expectRefusal(f, `attend: ${message}`);
    const zeros = (...shape: number[]) => tf.zeros(shape);
    const other = [
      zeros(3, 4, 5, 6),
      zeros(2, 4, 5, 7),
      zeros(2, 3, 5, 6),
      zeros(2, 4, 6, 6),
    ] as const;
    const rule = 'k: expected [2, kvHeads, key, 6], got';
    await refuse(() => attend(q, other[0], v), `${rule} [3, 4, 5, 6]`);
    await refuse(() => attend(q, other[1], v), `${rule} [2, 4, 5, 7]`);
    await refuse(
      () => attend(q, other[2], v),
      'k: expected a number of heads that divides the 4 of q, got [2, 3, 5, 6]',
    );
    await refuse(
      () => attend(q, k, other[3]),
      'v: expected [2, 4, 5, valueDepth], got [2, 4, 6, 6]',
    );
    const masked = (mask: object) => () => attend(q, k, v, { mask: mask as never });
    await refuse(
      masked({ window: 0 }),
      'mask.window: expected a positive integer of at most 536870911, got 0',
    );
    await refuse(
      masked({ lengths: [-1, 5] }),
      'mask.lengths.0: expected an integer from 0 to 5, got -1',
    );
    await refuse(
      masked({ lengths: [5, 6] }),
      'mask.lengths.1: expected an integer from 0 to 5, got 6',
    );
    await refuse(masked({ lengths: [5] }), 'mask.lengths: expected 2 of them, got 1');
    const wide = tf.zeros([3, 4], 'bool');
    const fits = 'expected a shape that broadcasts to [2, 4, 3, 5], got [3, 4]';
    await refuse(masked(wide), `mask: ${fits}`);
    await refuse(masked({ tensor: wide }), `mask.tensor: ${fits}`);
    const bias = zeros(3, 4);
    await refuse(() => attend(q, k, v, { bias }), `bias: ${fits}`);
    await refuse(() => attend(q, k, v, { scale: NaN }), 'scale: expected a finite number, got NaN');
    await refuse(() => attend(q, k, v, { alibi: [1] }), 'alibi: expected 4 slopes, got 1');
    await refuse(
      () => attend(q, k, v, { dropout: 1 }),
      'dropout: expected a number in [0, 1), got 1',
    );
  });

  test('leaves its result and nothing else', async () => {
    const [q, k, v] = inputs(2, 2, 3, 5, 4);
    const mask = { causal: true, lengths: [2, 5] };
    await expectNoLeaks(() => attend(q, k, v, { mask }).dispose());
    await expectNoLeaks(() => {
      const { output, weights } = attendWithWeights(q, k, v, { mask });
      tf.dispose([output, weights]);
    });
    await expectNoLeaks(() => {
      const x = tf.variable(q as tf.Tensor);
      const { value, grads } = valueAndGrads(
        () => tf.sum(attend(x as tf.Tensor, k, v, { mask })),
        [x],
      );
      tf.dispose([value, grads.get(x) as tf.Tensor]);
      x.dispose();
    });
  });
});
