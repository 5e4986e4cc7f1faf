import { expectNoLeaks, expectRefusal, expectSameOnEveryBackend, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { valueAndGrads } from '../../tape/value-and-grads';
import { linear } from '../dense/linear';
import { type LinearCrossEntropyOptions, linearCrossEntropy } from './linear-cross-entropy';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const int = (values: number[], shape: number[] = [values.length]) =>
  tf.tensor(values, shape, 'int32');

/** Labels of `rows` rows, every fourth ignored. */
const labelsOf = (rows: number, classes: number) =>
  int(Array.from({ length: rows }, (_, i) => (i % 4 === 3 ? -100 : (7 * i) % classes)));

type Loss = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor | undefined) => tf.Scalar;

/** The loss and its gradients. */
function run(f: Loss, inputs: readonly tf.Variable[]) {
  const [x, w, b] = inputs as [tf.Variable, tf.Variable, tf.Variable | undefined];
  const { value, grads } = valueAndGrads(() => f(x, w, b), [...inputs]);
  return { value, grads: inputs.map((input) => grads.get(input) as tf.Tensor) };
}

/** The largest number of bytes in tensors while `f` runs, over those before. */
function peakOf(f: () => void): number {
  const { state } = tf.engine();
  const before = state.numBytes;
  let [now, peak] = [before, before];
  Object.defineProperty(state, 'numBytes', {
    configurable: true,
    enumerable: true,
    get: () => now,
    set(bytes: number) {
      now = bytes;
      peak = Math.max(peak, bytes);
    },
  });
  try {
    f();
  } finally {
    Object.defineProperty(state, 'numBytes', {
      configurable: true,
      enumerable: true,
      writable: true,
      value: now,
    });
  }
  return peak - before;
}

const OPTIONS: Record<string, (classes: number) => LinearCrossEntropyOptions> = {
  plain: () => ({}),
  sum: () => ({ reduction: 'sum' }),
  smoothed: () => ({ labelSmoothing: 0.2 }),
  weighted: (classes) => ({
    weights: tf.add(0.5, tf.abs(seededTensor([classes], 9))),
    labelSmoothing: 0.1,
  }),
};

describe('linearCrossEntropy', () => {
  test.each(Object.entries(OPTIONS))(
    'is softmaxCrossEntropy of linear, and its gradients: %s',
    (_, optionsOf) => {
      for (const [rows, size, classes, chunk] of [
        [1, 1, 2, 1],
        [7, 3, 5, 3],
        [17, 5, 33, 4],
        [33, 17, 7, undefined],
      ] as const) {
        const labels = labelsOf(rows, classes);
        const options = optionsOf(classes);
        const inputs = [[rows, size], [size, classes], [classes]].map((shape, i) =>
          tf.variable(seededTensor(shape, i + 1, 2)),
        );
        const wanted = run(
          (x, w, bias) => softmaxCrossEntropy(linear(x, w, { bias }), labels, options),
          inputs,
        );
        const own = run(
          (x, w, bias) => linearCrossEntropy(x, w, labels, { ...options, bias, chunk }),
          inputs,
        );
        const close = { absolute: 2e-6, relative: 1e-5 };
        expect(own.value).toBeClose(wanted.value, close);
        own.grads.forEach((d, i) => {
          expect(d).toBeClose(wanted.grads[i] as tf.Tensor, close);
        });
        const [x, w, bias] = inputs as [tf.Variable, tf.Variable, tf.Variable];
        const table = tf.variable(tf.transpose(w as tf.Tensor));
        const turned = run(
          (y, v) => linearCrossEntropy(y, v, labels, { ...options, bias, chunk, transposed: true }),
          [x, table],
        );
        expect(turned.value).toBeClose(wanted.value, close);
        expect(turned.grads[0]).toBeClose(wanted.grads[0] as tf.Tensor, close);
        expect(tf.transpose(turned.grads[1] as tf.Tensor)).toBeClose(
          wanted.grads[1] as tf.Tensor,
          close,
        );
      }
    },
  );

  test('is the same on every backend, whatever the chunk', async () => {
    await expectSameOnEveryBackend(() =>
      [1, 2, 5, 100].map((chunk) => {
        const [x, w] = [seededTensor([3, 5, 4], 1), seededTensor([4, 9], 2)];
        return linearCrossEntropy(x, w, tf.reshape(labelsOf(15, 9), [3, 5]), { chunk });
      }),
    );
  });

  test('never has the logits of all rows', () => {
    const [rows, size, classes, chunk] = [1024, 8, 1000, 16];
    const labels = labelsOf(rows, classes);
    const [x, w] = [
      [rows, size],
      [classes, size],
    ].map((shape, i) => tf.variable(seededTensor(shape, i + 1))) as [tf.Variable, tf.Variable];
    const step = (f: Loss) => () => {
      const { value, grads } = run(f, [x, w]);
      tf.dispose([value, ...grads]);
    };
    const options = { chunk, transposed: true };
    const own = peakOf(step((a, b) => linearCrossEntropy(a, b, labels, options)));
    const whole = peakOf(step((a, b) => softmaxCrossEntropy(tf.matMul(a, b, false, true), labels)));
    const logits = 4 * rows * classes;
    expect(whole).toBeGreaterThan(logits);
    expect(own).toBeLessThan(logits / 2);
  });

  test('a product is made for what is trained alone', () => {
    const [x, w] = [tf.variable(seededTensor([4, 3], 1)), seededTensor([3, 5], 2)];
    const labels = labelsOf(4, 5);
    const whole = run((a) => softmaxCrossEntropy(linear(a, w), labels), [x]);
    const own = run((a) => linearCrossEntropy(a, w, labels), [x]);
    expect(own.grads[0]).toBeClose(whole.grads[0] as tf.Tensor);
    const weight = tf.variable(w);
    const other = run((v) => linearCrossEntropy(x, v, labels), [weight]);
    const wanted = run((v) => softmaxCrossEntropy(linear(tf.clone(x), v), labels), [weight]);
    expect(other.grads[0]).toBeClose(wanted.grads[0] as tf.Tensor);
  });

  test('scales its gradient by what comes from above', () => {
    const [x, w, labels] = [seededTensor([5, 3], 1), seededTensor([3, 7], 2), labelsOf(5, 7)];
    const f = (a: tf.Tensor) => tf.mul(3, linearCrossEntropy(a, w, labels, { chunk: 2 }));
    const wanted = (a: tf.Tensor) => tf.mul(3, softmaxCrossEntropy(linear(a, w), labels));
    expect(tf.grad(f)(x)).toBeClose(tf.grad(wanted)(x));
  });

  test('has gradients of gradients', () => {
    const [x, w, labels] = [seededTensor([5, 3], 1), seededTensor([3, 7], 2), labelsOf(5, 7)];
    const twice = (loss: (a: tf.Tensor) => tf.Tensor) =>
      tf.grad((a) => tf.sum(tf.square(tf.grad(loss)(a))))(x);
    expect(twice((a) => linearCrossEntropy(a, w, labels, { chunk: 2 }))).toBeClose(
      twice((a) => softmaxCrossEntropy(linear(a, w), labels)),
    );
  });

  test('where no row is heard it is NaN, with a gradient of 0; of no rows NaN, and a sum 0', () => {
    const [x, w] = [tf.variable(seededTensor([3, 2], 1)), tf.variable(seededTensor([2, 5], 2))];
    const { value, grads } = run(
      (a, b) => linearCrossEntropy(a, b, int([-100, -100, -100])),
      [x, w],
    );
    expect(value).toBeClose([Number.NaN]);
    for (const d of grads) expect(d).toBeClose(tf.zeros(d.shape), { absolute: 0 });
    const none = [tf.zeros([0, 2]), w, int([], [0])] as const;
    expect(linearCrossEntropy(...none)).toBeClose([Number.NaN]);
    expect(linearCrossEntropy(...none, { reduction: 'sum' })).toBeClose([0]);
  });

  test('leaves nothing behind', async () => {
    const [x, w] = [tf.variable(seededTensor([5, 3], 1)), tf.variable(seededTensor([3, 7], 2))];
    const labels = labelsOf(5, 7);
    await expectNoLeaks(() => {
      linearCrossEntropy(x, w, labels, { chunk: 2 }).dispose();
      const { value, grads } = run(
        (a, b) => linearCrossEntropy(a, b, labels, { chunk: 2 }),
        [x, w],
      );
      tf.dispose([value, ...grads]);
    });
  });

  test('says what does not fit', async () => {
    const [x, w] = [tf.zeros([4, 3]), tf.zeros([3, 5])];
    const labels = int([0, 1, 2, 3]);
    const refuse = (args: unknown[], message: string) =>
      expectRefusal(
        () => linearCrossEntropy(...(args as [tf.Tensor, tf.Tensor, tf.Tensor])),
        `linearCrossEntropy: ${message}`,
      );
    await refuse([x, w, labels, { transposed: true }], 'x: expected [..., 5], got [4, 3]');
    await refuse([x, tf.zeros([3]), labels], 'weight: expected [size, classes], got [3]');
    await refuse([x, w, int([0, 1])], 'labels: expected [4], got [2]');
    await refuse([x, w, labels, { bias: tf.zeros([3]) }], 'bias: expected [5], got [3]');
    await refuse([x, w, labels, { chunk: 0 }], 'chunk: expected a positive integer, got 0');
    await refuse(
      [x, w, labels, { reduction: 'none' }],
      'reduction: expected "mean" or "sum", got "none"',
    );
    const outside = int([0, 5, 1, 2]);
    await refuse(
      [x, w, outside],
      'labels: expected indices from 0 to 4 or -100 (ignored), got 5 at 1',
    );
  });
});
