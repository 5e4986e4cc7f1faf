import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { op } from './op';
import { valueAndGrads } from './value-and-grads';

const variable = (shape: number[], seed: number) =>
  tf.tidy(() => tf.variable(seededTensor(shape, seed)));

function disposed(shape: number[]): tf.Tensor {
  const gone = tf.ones(shape);
  gone.dispose();
  return gone;
}

/** a b, with a count of what is asked of it. */
function product(a: tf.Tensor, b: tf.Tensor, asked: string[] = []) {
  return op(
    'Product',
    { a, b },
    {
      forward: () => tf.tidy(() => tf.mul(a, b)),
      save: () => {
        asked.push('save');
        return { a, b };
      },
      gradients: (dy, { a: x, b: y }) => {
        asked.push('backward');
        const scaled = tf.mul(dy, 1); // shared by both, freed after them
        return { a: () => tf.mul(scaled, y), b: () => tf.mul(scaled, x) };
      },
    },
  );
}

/** [2 x, 3 x]; the gradients that came back land in `seen`. */
function twoAndThree(x: tf.Tensor, seen: (boolean | undefined)[] = []) {
  return op(
    'TwoAndThree',
    { x },
    {
      forward: () => [tf.mul(x, 2), tf.mul(x, 3)] as [tf.Tensor, tf.Tensor],
      gradients: ([dTwo, dThree]) => {
        seen.push(dTwo === null, dThree === null);
        const parts = [dTwo && tf.mul(dTwo, 2), dThree && tf.mul(dThree, 3)];
        return { x: () => tf.addN(parts.filter((part): part is tf.Tensor => !!part)) };
      },
    },
  );
}

let gone: tf.Tensor;
const DISPOSED = 'a disposed one [3]';

describe('op', () => {
  test('asks what to save only where a tape runs and an input is on the path', () => {
    const [a, b] = [variable([3], 1), variable([3], 2)];
    const asked: string[] = [];
    product(a, b, asked);
    valueAndGrads(() => {
      product(b, b, asked);
      return tf.sum(a) as tf.Scalar;
    }, [a]);
    expect(asked).toEqual([]);
    valueAndGrads(() => tf.sum(product(a, b, asked)), [a]);
    expect(asked).toEqual(['save', 'backward']);
  });

  test('gives its gradient to tf.grad, tf.variableGrads and valueAndGrads', () => {
    const [a, b] = [variable([3], 1), variable([3], 2)];
    const f = () => tf.sum(product(a, b)) as tf.Scalar;
    expect(tf.grad((x) => product(x, b))(a)).toBeClose(b);
    expect(tf.variableGrads(f, [a]).grads[a.name]).toBeClose(b);
    const { grads } = valueAndGrads(f, [a, b]);
    expect(grads.get(a)).toBeClose(b);
    expect(grads.get(b)).toBeClose(a);
  });

  test('saves what a tensor was, not what a Variable becomes', () => {
    const [a, b] = [variable([3], 1), variable([3], 2)];
    const was = tf.clone(b);
    const { grads } = valueAndGrads(() => {
      const y = product(a, b);
      b.assign(tf.zeros([3]));
      return tf.sum(y) as tf.Scalar;
    }, [a]);
    expect(grads.get(a)).toBeClose(was);
  });

  test('may give away what it saved, and the gradient that it got', () => {
    const [a, b] = [variable([3], 1), variable([3], 2)];
    const f = (x: tf.Tensor, y: tf.Tensor) =>
      op(
        'Odd',
        { x, y },
        {
          forward: () => tf.tidy(() => tf.add(x, y)),
          save: () => ({ x }),
          gradients: (dy, saved) => ({ x: () => saved.x, y: () => dy }),
        },
      );
    const was = tf.mul(a, 1);
    const { grads } = valueAndGrads(() => tf.sum(f(a, b)), [a, b]);
    a.assign(tf.zeros([3]));
    expect(grads.get(a)).toBeClose(was);
    expect(grads.get(b)).toBeClose([1, 1, 1]);
  });

  test('may give an input back: it comes as a tensor of its own', async () => {
    const a = variable([3], 1);
    const same = (x: tf.Tensor) =>
      op('Same', { x }, { forward: () => x, gradients: (dy) => ({ x: () => tf.mul(dy, 3) }) });
    const both = (x: tf.Tensor) =>
      op(
        'Both',
        { x },
        {
          forward: () => {
            const y = tf.mul(x, 2);
            return [x, y, y] as const;
          },
          gradients: ([d, e, f]) => ({
            x: () => tf.addN([d, e, e, f, f].map((part) => part ?? tf.zeros([3]))),
          }),
        },
      );
    const x = seededTensor([3], 2);
    const y = same(x);
    y.dispose();
    expect(x.isDisposed).toBe(false);
    const { grads } = valueAndGrads(() => tf.sum(same(tf.mul(a, 2))), [a]);
    expect(grads.get(a)).toBeClose([6, 6, 6]);
    expect(tf.grad((z) => tf.sum(same(tf.mul(z, 2))))(x)).toBeClose([6, 6, 6]);
    const weighted = () => {
      const [p, q, r] = both(tf.mul(a, 1));
      return tf.sum(tf.addN([p, tf.mul(q, 10), tf.mul(r, 100)])) as tf.Scalar;
    };
    expect(valueAndGrads(weighted, [a]).grads.get(a)).toBeClose([221, 221, 221]);
    await expectNoLeaks(() => {
      const made = valueAndGrads(weighted, [a]);
      tf.dispose([made.value, ...made.grads.values()]);
    });
  });

  test.each<[string, unknown, string]>([
    ['undefined', () => undefined, 'gradient of input a: expected float32 [3], got undefined'],
    ['an array', () => [1, 2, 3], 'gradient of input a: expected float32 [3], got [1, 2, 3]'],
    [
      'int32',
      () => tf.ones([3], 'int32'),
      'gradient of input a: expected float32 [3], got int32 [3]',
    ],
    [
      'a disposed tensor',
      () => disposed([3]),
      'gradient of input a: expected float32 [3], got a disposed float32 [3]',
    ],
    ['no function', 3, 'gradient of input a: expected a function, got 3'],
  ])('refuses a gradient that is %s', async (_, thunk, message) => {
    const a = variable([3], 1);
    const odd = () =>
      tf.sum(
        op(
          'Odd',
          { a },
          { forward: () => tf.mul(a, 2), gradients: () => ({ a: thunk as () => tf.Tensor }) },
        ),
      ) as tf.Scalar;
    await expectRefusal(() => valueAndGrads(odd, [a]), `valueAndGrads: Odd: ${message}`);
  });

  test('refuses gradients that are none, and what is saved that is none', async () => {
    const a = variable([3], 1);
    const none = { forward: () => tf.mul(a, 2), gradients: () => undefined as never };
    await expectRefusal(
      () => valueAndGrads(() => tf.sum(op('Odd', { a }, none)) as tf.Scalar, [a]),
      'valueAndGrads: Odd: gradients(): expected functions by the names of inputs, got undefined',
    );
    const gone = disposed([3]);
    const saving = { ...none, save: () => ({ a, gone }), gradients: () => ({}) };
    await expectRefusal(
      () => valueAndGrads(() => tf.sum(op('Odd', { a }, saving)) as tf.Scalar, [a]),
      'op: Odd: save(): gone: expected a tensor that is alive, got a disposed one [3]',
    );
  });

  test.each<[string, () => unknown, string]>([
    ['undefined', () => undefined, 'undefined'],
    ['null', () => null, 'null'],
    ['a number', () => 3, '3'],
    ['a promise', () => Promise.resolve(), 'a Promise'],
    ['a list with a gap', () => [tf.ones([3]), undefined], 'undefined'],
    ['a disposed tensor', () => gone, DISPOSED],
    ['a list with a disposed one', () => [tf.ones([3]), gone], DISPOSED],
  ])('refuses a forward that gives %s, with a tape and without', async (_, forward, got) => {
    gone = disposed([3]);
    const a = variable([3], 1);
    const spec = { forward: forward as () => tf.Scalar, gradients: () => ({}) };
    const rule = got === DISPOSED ? 'a tensor that is alive' : 'a tensor';
    const message = `op: Odd: forward(): expected ${rule}, got ${got}`;
    const odd = () => op('Odd', { a }, spec);
    const refused = () => expectRefusal(odd, message);
    await refused();
    await expectRefusal(() => valueAndGrads(odd, [a]), message);
    await expectRefusal(() => tf.grad(odd)(a), message);
    await tf.profile(refused as never);
    expect(op('Even', { a }, { ...spec, forward: () => tf.mul(a, 2) })).toBeClose(tf.add(a, a));
  });

  test('frees what it saved and shared', async () => {
    const [a, b] = [variable([3], 1), variable([3], 2)];
    await expectNoLeaks(() => product(a, b).dispose());
    await expectNoLeaks(() => tf.dispose(tf.grads((x, y) => product(x, y))([a, b])));
    await expectNoLeaks(() => {
      const made = valueAndGrads(() => tf.sum(product(a, b)), [a, b]);
      tf.dispose([made.value, ...made.grads.values()]);
    });
  });

  test('an error in its forward pass leaves the engine as it was', async () => {
    const [a, b] = [variable([3], 1), variable([3], 2)];
    const refuse = () =>
      op(
        'Refused',
        { a },
        {
          forward: (): tf.Scalar => {
            throw new Error('refused');
          },
          gradients: () => ({}),
        },
      );
    await expectRefusal(refuse, 'refused');
    await expectRefusal(() => valueAndGrads(refuse, [a]), 'refused');
    expect(tf.grad((x) => product(x, b))(a)).toBeClose(b);
  });

  test('has its name in a profile', async () => {
    const [a, b] = [variable([3], 1), variable([3], 2)];
    const { kernels } = await tf.profile(() => product(a, b));
    expect(kernels.map(({ name }) => name)).toContain('Product');
    let gradient: tf.Tensor | undefined;
    await tf.profile(() => {
      gradient = tf.grad((x) => product(x, b))(a);
      return gradient;
    });
    expect(gradient).toBeClose(b);
  });
});

describe('op of several outputs', () => {
  test('sums the gradients of its outputs, null for one that the loss does not use', () => {
    const a = variable([3], 1);
    for (const [used, nulls, slope] of [
      [[0], [false, true], 2],
      [[1], [true, false], 3],
      [[0, 1], [false, false], 5],
    ] as const) {
      const seen: boolean[] = [];
      const f = (x: tf.Tensor) => {
        const outputs = twoAndThree(x, seen);
        return tf.addN(used.map((i) => outputs[i]));
      };
      const { grads } = valueAndGrads(() => tf.sum(f(a)), [a]);
      expect(seen).toEqual(nulls);
      expect(grads.get(a)).toBeClose(Array(3).fill(slope));
      expect(tf.grad(f)(a)).toBeClose(Array(3).fill(slope));
    }
  });

  test('an input without a gradient gets zeros', () => {
    const [a, b] = [variable([3], 1), variable([3], 2)];
    const f = (x: tf.Tensor, y: tf.Tensor) =>
      op(
        'OnlyFirst',
        { x, y, none: undefined },
        {
          forward: () => [tf.add(x, y)],
          gradients: ([dy]) => ({ x: () => tf.mul(dy as tf.Tensor, 1) }),
        },
      )[0] as tf.Tensor;
    const { grads } = valueAndGrads(() => tf.sum(f(a, b)), [a, b]);
    expect([...grads.keys()]).toEqual([a]);
    const [da, db] = tf.grads(f)([a, b]);
    expect(da).toBeClose([1, 1, 1]);
    expect(db).toBeClose([0, 0, 0]);
  });

  test('has its name in a profile', async () => {
    const a = variable([3], 1);
    const { kernels } = await tf.profile(() => twoAndThree(a));
    expect(kernels.map(({ name }) => name)).toContain('TwoAndThree');
  });

  test('leaves its results only', async () => {
    const a = variable([3], 1);
    await expectNoLeaks(() => tf.dispose(twoAndThree(a)));
    await expectNoLeaks(() =>
      tf
        .grad((x) => twoAndThree(x)[1])(a)
        .dispose(),
    );
  });
});
