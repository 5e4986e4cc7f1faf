import {
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import golden from '../../fixtures/torch-convolutions.json';
import { flops } from '../../model/flops';
import { conv1d } from './conv-1d';
import { type ConvOptions, conv2d } from './conv-2d';
import { type ConvTransposeOptions, convTranspose2d } from './conv-transpose-2d';

const OPS = { conv1d, conv2d, convTranspose2d };

/** sin(rate i + phase) */
function wave(shape: number[], rate: number, phase: number): tf.Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(rate * i + phase)),
    shape,
  );
}

/*
 * F.conv2d(x, w, b, stride, padding, dilation, groups), F.conv_transpose2d and F.conv1d of PyTorch 1.13, with
 * x = sin(0.7 i), w = sin(0.3 i + 1), b = sin(i + 2) in the order of our layouts (x.permute(0, 3, 1, 2),
 * w.permute(3, 2, 0, 1)), and the gradients of Σ y sin(0.2 i + 3).
 */
test.each(golden)('$op as PyTorch: $title', (wanted) => {
  const op = OPS[wanted.op as keyof typeof OPS];
  const x = wave(wanted.x, 0.7, 0);
  const filter = wave(wanted.filter, 0.3, 1);
  const bias = wave([wanted.dbias.length], 1, 2);
  const options = wanted.options as ConvTransposeOptions;
  const y = op(x, filter, { ...options, bias });
  expect(y.shape).toEqual(wanted.shape);
  expect(y).toBeClose(wanted.y, { absolute: 3e-5 });
  const weights = wave(wanted.shape, 0.2, 3);
  const loss = (a: tf.Tensor, w: tf.Tensor, b: tf.Tensor) =>
    tf.sum(tf.mul(op(a, w, { ...options, bias: b }), weights)) as tf.Scalar;
  const [dx, dfilter, dbias] = tf.grads(loss)([x, filter, bias]) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  expect(dx).toBeClose(wanted.dx, { absolute: 3e-5 });
  expect(dfilter).toBeClose(wanted.dfilter, { absolute: 3e-5 });
  expect(dbias).toBeClose(wanted.dbias, { absolute: 3e-5 });
});

const SHAPES: [string, number[], number[], ConvOptions][] = [
  ['one of all', [1, 1, 1, 1], [1, 1, 1, 1], {}],
  ['more places than a run of patches', [3, 17, 33, 3], [3, 3, 3, 5], { padding: 1 }],
  ['a deep filter', [1, 5, 5, 33], [3, 3, 33, 17], { padding: 'same' }],
  ['1×1 over many places', [2, 17, 17, 7], [1, 1, 7, 33], {}],
  ['a filter as large as the input', [2, 5, 7, 3], [5, 7, 3, 17], {}],
  [
    'groups, stride and dilation',
    [2, 9, 11, 6],
    [3, 2, 3, 4],
    { groups: 2, stride: 2, padding: 2, dilation: [1, 2] },
  ],
  ['causal', [2, 5, 7, 3], [3, 2, 3, 3], { padding: 'causal', dilation: 2 }],
  ['tiles (Winograd), odd numbers of places', [2, 9, 11, 16], [3, 3, 16, 20], { padding: 'same' }],
  ['tiles, more padding than taps', [1, 6, 7, 20], [3, 3, 20, 16], { padding: [4, [3, 5]] }],
  ['tiles, causal', [1, 13, 11, 16], [3, 3, 16, 16], { padding: 'causal' }],
  ['tiles, rows wider than a run', [1, 3, 261, 16], [3, 3, 16, 16], { padding: 'same' }],
  ['tiles, several runs of rows', [2, 19, 17, 16], [3, 3, 16, 16], { padding: 1 }],
];

test.each(SHAPES)(
  'the same on every backend: %s',
  async (_, shape, filter, options) => {
    await expectSameOnEveryBackend(() => {
      const inputs = [
        seededTensor(shape),
        seededTensor(filter, 2),
        seededTensor([filter[3] as number], 3),
      ];
      const f = (x: tf.Tensor, w: tf.Tensor, bias: tf.Tensor) =>
        conv2d(x, w, { ...options, bias, activation: 'tanh' });
      const dy = seededTensor(f(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor])).shape, 4);
      return [f(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor])), ...tf.grads(f)(inputs, dy)];
    });
  },
  60_000,
);

describe('convolutions', () => {
  test('shapes: a different prime for each axis', () => {
    const x = seededTensor([2, 7, 11, 3]);
    expect(conv2d(x, seededTensor([3, 5, 3, 13])).shape).toEqual([2, 5, 7, 13]);
    expect(conv2d(x, seededTensor([3, 5, 3, 13]), { padding: 'same' }).shape).toEqual([
      2, 7, 11, 13,
    ]);
    expect(convTranspose2d(x, seededTensor([3, 5, 13, 3])).shape).toEqual([2, 9, 15, 13]);
    const same = { padding: 'same', stride: [2, 3] } as const;
    expect(convTranspose2d(x, seededTensor([3, 5, 13, 3]), same).shape).toEqual([2, 14, 33, 13]);
    expect(conv1d(seededTensor([2, 7, 3]), seededTensor([5, 3, 11])).shape).toEqual([2, 3, 11]);
  });

  test('causal: no output sees a later step', () => {
    const filter = seededTensor([3, 2, 5]);
    const x = seededTensor([1, 7, 2]);
    const later = tf.add(x, tf.concat([tf.zeros([1, 4, 2]), tf.ones([1, 3, 2])], 1));
    const f = (input: tf.Tensor) =>
      tf.slice(conv1d(input, filter, { padding: 'causal', dilation: 2 }), 0, [1, 4, 5]);
    expect(f(later)).toBeClose(f(x));
  });

  test('a transposed convolution is the adjoint: ⟨conv x, z⟩ = ⟨x, convᵀ z⟩', () => {
    const options = { stride: 2, padding: [[1, 0], 1], dilation: [1, 2], groups: 2 } as const;
    const x = seededTensor([2, 7, 10, 4]);
    const filter = seededTensor([2, 3, 2, 6], 2);
    const y = conv2d(x, filter, options);
    const z = seededTensor(y.shape, 3);
    const back = convTranspose2d(z, filter, { ...options, outputPadding: [0, 1] });
    expect(back.shape).toEqual(x.shape);
    expect(tf.sum(tf.mul(y, z))).toBeClose(tf.sum(tf.mul(x, back)), { absolute: 1e-4 });
  });

  test('gradients of gradients', () => {
    const x = seededTensor([1, 4, 3, 2]);
    const filter = seededTensor([2, 2, 2, 2], 2);
    const squares = (a: tf.Tensor, w: tf.Tensor) => {
      const [da, dw] = tf.grads((b: tf.Tensor, v: tf.Tensor) =>
        tf.sum(tf.square(conv2d(b, v, { stride: [2, 1], padding: 1 }))),
      )([a, w]);
      return tf.add(tf.sum(tf.square(da as tf.Tensor)), tf.sum(tf.square(dw as tf.Tensor)));
    };
    expectGradients(squares, [tf.mul(x, 0.3), tf.mul(filter, 0.3)], {
      relative: 3e-2,
      absolute: 3e-2,
    });
  });

  test('count as their multiply-adds', () => {
    const [filter, up] = [seededTensor([3, 2, 2, 6]), seededTensor([3, 2, 5, 4])];
    const down = flops((x: tf.Tensor) => conv2d(x, filter, { groups: 2 }), [2, 7, 5, 4]);
    expect(down.multiplyAdds).toBe(2 * 5 * 4 * 6 * (3 * 2 * 2));
    const transposed = flops((x: tf.Tensor) => convTranspose2d(x, up), [2, 7, 5, 4]);
    expect(transposed.multiplyAdds).toBe(2 * 7 * 5 * 4 * (3 * 2 * 5));
  });

  test('leaves nothing behind', async () => {
    const x = seededTensor([1, 5, 4, 2]);
    const [filter, bias] = [seededTensor([3, 2, 2, 2]), seededTensor([2])];
    const [steps, taps] = [seededTensor([1, 5, 2]), seededTensor([3, 2, 2])];
    await expectNoLeaks(() => {
      const f = (a: tf.Tensor, w: tf.Tensor, b: tf.Tensor) =>
        conv2d(a, w, { bias: b, activation: 'relu', padding: 'same' });
      tf.dispose([f(x, filter, bias), ...tf.grads(f)([x, filter, bias])]);
      tf.dispose(convTranspose2d(x, filter, { bias, activation: 'tanh' }));
      tf.dispose(conv1d(steps, taps, { padding: 'causal' }));
    });
  });
});

describe('errors', () => {
  const x = () => seededTensor([1, 5, 4, 3]);
  test.each<[string, (a: tf.Tensor) => unknown, string | RegExp]>([
    [
      'channels',
      (a) => conv2d(a, seededTensor([2, 2, 2, 4])),
      'conv2d: filter: expected the 3 of x as its channels, got 2',
    ],
    [
      'groups',
      (a) => conv2d(a, seededTensor([2, 2, 1, 4]), { groups: 2 }),
      'conv2d: groups: expected a divisor of 3 channels in and 4 out, got 2',
    ],
    [
      'channels of a group',
      (a) => conv2d(a, seededTensor([2, 2, 3, 6]), { groups: 3 }),
      'conv2d: filter: expected 3 / 3 groups as its channels, got 3',
    ],
    [
      'rank',
      (a) => conv2d(a, seededTensor([2, 3, 4])),
      'conv2d: filter: expected [height, width, in / groups, out], got [2, 3, 4]',
    ],
    [
      'bias',
      (a) => conv2d(a, seededTensor([1, 1, 3, 4]), { bias: seededTensor([3]) }),
      'conv2d: bias: expected [4], got [3]',
    ],
    [
      'activation',
      (a) => conv2d(a, seededTensor([1, 1, 3, 4]), { activation: 'gelu' as 'relu' }),
      /^conv2d: activation: expected .*, got "gelu"$/,
    ],
    [
      'size',
      (a) => conv2d(a, seededTensor([6, 1, 3, 4])),
      'conv2d: kernel: expected at most the 5 entries of axis 0 with its padding, got 6 (6 taps, dilation 1)',
    ],
    [
      'transposed: channels',
      (a) => convTranspose2d(a, seededTensor([2, 2, 4, 2])),
      'convTranspose2d: filter: expected the 3 channels of x last, got 2',
    ],
    [
      'transposed: output padding',
      (a) => convTranspose2d(a, seededTensor([2, 2, 4, 3]), { outputPadding: 1 }),
      /^convTranspose2d: outputPadding: expected .*, got 1$/,
    ],
    [
      'transposed: output padding of three axes',
      (a) => convTranspose2d(a, seededTensor([2, 2, 4, 3]), { outputPadding: [0, 0, 0] }),
      'convTranspose2d: outputPadding: expected a number, or 2 of them, got [0, 0, 0]',
    ],
    [
      'transposed: padding',
      (a) => convTranspose2d(a, seededTensor([1, 1, 4, 3]), { padding: 3 }),
      'convTranspose2d: padding: expected below the 5 entries of axis 0 without it, got 3 + 3',
    ],
    [
      'sequence',
      () => conv1d(seededTensor([1, 5, 3]), seededTensor([6, 3, 2])),
      'conv1d: kernel: expected at most the 5 entries of axis 1 with its padding, got 6 (6 taps, dilation 1)',
    ],
    [
      'sequence: stride',
      () => conv1d(seededTensor([1, 5, 3]), seededTensor([2, 3, 2]), { stride: 0 }),
      'conv1d: stride: expected a positive integer, got 0',
    ],
  ])('%s', async (_, run, message) => {
    const input = x();
    await expectRefusal(() => tf.tidy(() => run(input) as tf.Tensor), message);
  });
});
