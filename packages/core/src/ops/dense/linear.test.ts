import {
  backendName,
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../check/shape';
import type { Activation, FusedActivation as Fused } from '../activation/activation';
import { elu } from '../activation/elu';
import { gelu } from '../activation/gelu';
import { leakyRelu } from '../activation/leaky-relu';
import { silu } from '../activation/silu';
import { biasGradient } from '../kit/bias-gradient';
import { linear } from './linear';
import { weightGradient } from './weight-gradient';

const ACTIVATIONS: Fused[] = ['none', 'relu', 'tanh', 'sigmoid', 'relu6', 'hardSwish'];
const PLAIN: Record<Fused, (x: tf.Tensor) => tf.Tensor> = {
  none: (x) => x,
  relu: tf.relu,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  relu6: tf.relu6,
  hardSwish: (x) => tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6)),
};
const LEADING = [[], [2], [2, 3], [2, 3, 7]];

/** The same by tfjs's ops, one after the other. */
function plainLinear(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor | undefined, activation: Fused) {
  const [inSize, outSize] = w.shape as [number, number];
  const z = tf.matMul(tf.reshape(x, [-1, inSize]), w as tf.Tensor2D);
  const y = b === undefined ? z : tf.add(z, b);
  return tf.reshape(PLAIN[activation](y), [...x.shape.slice(0, -1), outSize]);
}

describe('linear', () => {
  // y = torch.tanh(x @ w + b); (y * seeded([2, 5], 4)).sum().backward(), with
  // x, w, b = seeded([2, 3], 1), seeded([3, 5], 2), seeded([5], 3)
  test('golden numbers and gradients', () => {
    const inputs = [seededTensor([2, 3], 1), seededTensor([3, 5], 2), seededTensor([5], 3)];
    const f = (x: tf.Tensor, w: tf.Tensor, bias: tf.Tensor) =>
      linear(x, w, { bias, activation: 'tanh' });
    expect(f(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor]))).toBeClose([
      ...[-0.0444732, 0.282804, 0.79718, 0.286312, -0.511892],
      ...[-0.158273, 0.665428, 0.467503, 0.508014, -0.371121],
    ]);
    const [dx, dw, db] = tf.grads(f as never)(inputs, seededTensor([2, 5], 4));
    expect(dx).toBeClose([0.220685, 0.0134431, -0.0288843, 0.376707, 0.346663, 0.423984]);
    expect(dw).toBeClose([
      ...[0.366059, -0.334451, -0.147535, -0.279822, 0.57031],
      ...[-0.0605207, 0.364868, 0.263325, -0.208537, -0.309357],
      ...[-0.061766, 0.127878, 0.0800365, -0.0115896, -0.145865],
    ]);
    expect(db).toBeClose([-0.304068, -0.221417, -0.262763, 0.643337, -0.126903]);
  });

  test.each(ACTIVATIONS)('%s is tfjs ops one after the other, for every rank', (activation) => {
    for (const lead of LEADING) {
      for (const [inSize, outSize] of [
        [5, 11],
        [17, 1],
        [1, 33],
      ] as const) {
        const x = seededTensor([...lead, inSize], 1);
        const w = seededTensor([inSize, outSize], 2);
        for (const bias of [undefined, seededTensor([outSize], 3)]) {
          const y = linear(x, w, { bias, activation });
          expect(y.shape).toEqual([...lead, outSize]);
          expect(y).toBeClose(plainLinear(x, w, bias, activation));
        }
      }
    }
  });

  test.each(ACTIVATIONS)('gradients with %s', (activation) => {
    for (const lead of LEADING) {
      const x = seededTensor([...lead, 3], 1);
      const w = seededTensor([3, 2], 2);
      // A bias of 1 or more keeps relu away from its kink.
      const b = tf.tensor([2.5, -2.5]);
      const f = (...[input, weight, bias]: tf.Tensor[]) =>
        linear(input as tf.Tensor, weight as tf.Tensor, { bias, activation });
      if (lead.length < 3) expectGradients(f, [x, w, b]);
      const plain = (...[input, weight, bias]: tf.Tensor[]) =>
        plainLinear(input as tf.Tensor, weight as tf.Tensor, bias, activation);
      const dy = seededTensor([...lead, 2], 4);
      const wanted = tf.grads(plain)([x, w, b], dy);
      tf.grads(f)([x, w, b], dy).forEach((gradient, i) => {
        expect(gradient).toBeClose(wanted[i] as tf.Tensor);
      });
    }
  });

  test('gradients without a bias', () => {
    const f = (...[x, w]: tf.Tensor[]) => linear(x as tf.Tensor, w as tf.Tensor);
    expectGradients(f, [seededTensor([2, 3]), seededTensor([3, 5], 2)]);
  });

  test.each(ACTIVATIONS)('gradients of gradients with %s', (activation) => {
    const f = (...[x, w, bias]: tf.Tensor[]) =>
      linear(x as tf.Tensor, w as tf.Tensor, { bias, activation });
    const first = (...inputs: tf.Tensor[]) => {
      const gradients = tf.grads((...xs: tf.Tensor[]) => tf.sum(tf.square(f(...xs))))(inputs);
      return tf.concat(gradients.map((gradient) => tf.reshape(gradient, [-1])));
    };
    expectGradients(first, [seededTensor([2, 3]), seededTensor([3, 2], 2), tf.tensor([2.5, -2.5])]);
  });

  test.each(Object.entries({ elu, gelu, leakyRelu, silu }))('%s runs behind it', (_, own) => {
    const [x, w, bias] = [seededTensor([3, 5], 1), seededTensor([5, 7], 2), seededTensor([7], 3)];
    const activation: Activation = own;
    const f = (...[a, b, c]: tf.Tensor[]) =>
      linear(a as tf.Tensor, b as tf.Tensor, { bias: c, activation });
    const plain = (...[a, b, c]: tf.Tensor[]) =>
      own(linear(a as tf.Tensor, b as tf.Tensor, { bias: c }));
    expect(f(x, w, bias)).toBeClose(plain(x, w, bias));
    const dy = seededTensor([3, 7], 4);
    tf.grads(f)([x, w, bias], dy).forEach((gradient, i) => {
      expect(gradient).toBeClose(tf.grads(plain)([x, w, bias], dy)[i] as tf.Tensor);
    });
  });

  test('an activation with options of its own', () => {
    const [x, w] = [seededTensor([3, 5], 1), seededTensor([5, 7], 2)];
    const y = linear(x, w, { activation: (z) => elu(z, { alpha: 0.3 }) });
    expect(y).toBeClose(elu(linear(x, w), { alpha: 0.3 }));
  });

  test('hardSwish gives the same bits whether it is recorded or not', () => {
    const [x, w, bias] = [seededTensor([5, 17], 1), seededTensor([17, 7], 2), seededTensor([7], 3)];
    const f = () => linear(x, w, { bias, activation: 'hardSwish' });
    let recorded: tf.Tensor | undefined;
    tf.grad((z) => {
      const y = linear(z, w, { bias, activation: 'hardSwish' });
      recorded = tf.keep(tf.clone(y));
      return y;
    })(x);
    // A GPU may fuse what one program does.
    expect(recorded as tf.Tensor).toBeClose(f(), { absolute: backendName === 'webgpu' ? 1e-6 : 0 });
  });

  test('a row at a time is the whole', () => {
    const x = seededTensor<tf.Tensor2D>([7, 5], 1);
    const w = seededTensor([5, 3], 2);
    const rows = tf.split(x, 7).map((row) => linear(row, w, { activation: 'sigmoid' }));
    expect(tf.concat(rows)).toBeClose(linear(x, w, { activation: 'sigmoid' }));
  });
});

describe('weightGradient and biasGradient', () => {
  test('are sums over all leading axes', () => {
    for (const lead of LEADING) {
      const [x, dz] = [seededTensor([...lead, 5], 1), seededTensor([...lead, 17], 2)];
      const rows = tf.reshape(x, [-1, 5]) as tf.Tensor2D;
      const rowsDz = tf.reshape(dz, [-1, 17]) as tf.Tensor2D;
      expect(weightGradient(x, dz)).toBeClose(tf.matMul(rows, rowsDz, true, false));
      expect(biasGradient(dz)).toBeClose(tf.sum(rowsDz, 0));
    }
  });
});

test('linear refuses what does not fit', async () => {
  const [x, w, b] = [tf.zeros([2, 3]), tf.zeros([3, 5]), tf.zeros([5])];
  const wide = tf.zeros([2, 7]);
  const error = await expectRefusal(
    () => linear(wide, w),
    'linear: x: expected [..., 3], got [2, 7]',
  );
  expect(error).toBeInstanceOf(ShapeError);
  await expectRefusal(() => linear(x, b), 'linear: weight: expected [in, out], got [5]');
  await expectRefusal(() => linear(x, w, { bias: wide }), 'linear: bias: expected [5], got [2, 7]');
  const scalar = tf.scalar(1);
  await expectRefusal(() => linear(scalar, w), 'linear: x: expected [..., 3], got []');
  await expectRefusal(
    () => linear(x, w, { activation: 'softsign' as Activation }),
    'linear: activation: expected "none", "relu", "tanh", "sigmoid", "relu6", "hardSwish" or a function such as gelu, got "softsign"',
  );
  await expectRefusal(
    () => linear(x, w, { activation: 'toString' as Activation }),
    /^linear: activation: expected "none", .*, got "toString"$/,
  );
  const flat = (y: tf.Tensor) => tf.reshape(y, [-1]);
  await expectRefusal(
    () => linear(x, w, { activation: flat }),
    'linear: activation: expected [2, 5], got [10]',
  );
  await expectRefusal(
    () => linear(x, w, { activation: () => 3 as never }),
    'linear: activation: expected a tensor [2, 5], got 3',
  );
  const ids = tf.zeros([2, 3], 'int32');
  await expectRefusal(() => linear(ids, w), 'linear: x: expected dtype float32, got int32');
  b.dispose();
  await expectRefusal(
    () => linear(x, w, { bias: b }),
    'linear: bias: expected a tensor that is alive, got a disposed one [5]',
  );
  await expectRefusal(
    () => linear(Promise.resolve(x) as never, w),
    'linear: x: expected a tensor [...], got a Promise',
  );
});

describe('parts of the gradient refuse what a kernel would misread', () => {
  const floats = () => tf.ones([2, 3, 5]);

  test('fewer rows', async () => {
    const [x, rows] = [floats(), tf.ones([2, 2, 5])];
    const message = 'weightGradient: dz: expected 6 rows as x, got [2, 2, 5]';
    expect(await expectRefusal(() => weightGradient(x, rows), message)).toBeInstanceOf(ShapeError);
    const [flat, fewer] = [tf.ones([6, 3]), tf.ones([5, 4])];
    await expectRefusal(
      () => weightGradient(flat, fewer),
      'weightGradient: dz: expected 6 rows as x, got [5, 4]',
    );
  });

  test('scalars, other dtypes, what is disposed, what is no tensor', async () => {
    const gone = floats();
    gone.dispose();
    const cases: [tf.Tensor, string][] = [
      [tf.scalar(1), 'expected [..., size], got []'],
      [tf.ones([2, 5], 'bool'), 'expected dtype float32, got bool'],
      [tf.tensor(['a', 'b']), 'expected dtype float32, got string'],
      [gone, 'expected a tensor that is alive, got a disposed one [2, 3, 5]'],
      [null as never, 'expected a tensor [...], got null'],
    ];
    const x = floats();
    for (const [wrong, message] of cases) {
      await expectRefusal(() => biasGradient(wrong), `biasGradient: dz: ${message}`);
      await expectRefusal(() => weightGradient(x, wrong), `weightGradient: dz: ${message}`);
      await expectRefusal(() => weightGradient(wrong, x), `weightGradient: x: ${message}`);
    }
  });
});

test('linear leaves its result only', async () => {
  const inputs = [seededTensor([2, 3, 5], 1), seededTensor([5, 7], 2), seededTensor([7], 3)];
  for (const activation of ACTIVATIONS) {
    const f = (...[x, w, bias]: tf.Tensor[]) =>
      linear(x as tf.Tensor, w as tf.Tensor, { bias, activation });
    await expectNoLeaks(() => f(...inputs).dispose());
    await expectNoLeaks(() => tf.dispose(tf.grads(f)(inputs)));
  }
});

test('linear is the same on every backend', async () => {
  await expectSameOnEveryBackend(() =>
    ACTIVATIONS.map((activation) =>
      linear(seededTensor([3, 7, 17], 1), seededTensor([17, 5], 2), {
        bias: seededTensor([5], 3),
        activation,
      }),
    ),
  );
});

test('weightGradient takes rows of any rank beside rows of any other', () => {
  const [x, dz] = [tf.ones([3, 4]), tf.ones([1, 3, 5])];
  expect(weightGradient(x, dz).shape).toEqual([4, 5]);
  expect(weightGradient(tf.reshape(x, [1, 3, 4]), tf.reshape(dz, [3, 5]))).toBeClose(
    tf.fill([4, 5], 3),
  );
  tf.dispose([x, dz]);
});
