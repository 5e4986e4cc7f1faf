import {
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { einsum } from './einsum';

describe('einsum', () => {
  // torch.einsum(equation, a, b, …) of PyTorch 1.13, with a = seeded([2, 3], 1), b = seeded([3, 2], 2), c = seeded([2, 2, 3], 3)
  const a = () => seededTensor([2, 3], 1);
  const b = () => seededTensor([3, 2], 2);
  const c = () => seededTensor([2, 2, 3], 3);
  test.each<[string, (() => tf.Tensor)[], number[], number[]]>([
    ['ij,jk', [a, b], [2, 2], [0.44375, -0.09079, 0.23028, -0.26792]],
    ['ij,jk->ki', [a, b], [2, 2], [0.44375, 0.23028, -0.09079, -0.26792]],
    ['bij,jk->bk', [c, b], [2, 2], [0.70606, -1.19715, 0.00171, -0.23498]],
    ['ij,kij->k', [a, c], [2], [0.50444, 0.57706]],
    ['ij->ji', [a], [3, 2], [-0.52709, 0.40977, -0.26146, -0.89891, 0.00848, -0.26096]],
    ['iij->j', [c], [3], [-0.01725, -0.58284, 1.33132]],
    ['ij,jk,kl->il', [a, b, a], [2, 3], [-0.2711, -0.03441, 0.02746, -0.23116, 0.18062, 0.07187]],
    ['...j,j...->...', [a, () => seededTensor([3, 1], 5)], [2], [0.15047, -0.49787]],
    [' i j , j k -> i k ', [a, b], [2, 2], [0.44375, -0.09079, 0.23028, -0.26792]],
  ])('%s as PyTorch', (equation, operands, shape, wanted) => {
    const y = einsum(equation, ...operands.map((make) => make()));
    expect(y.shape).toEqual(shape);
    expect(y).toBeClose(wanted, { absolute: 2e-5 });
  });

  test('letters are told apart by case, and axes of one entry broadcast', () => {
    const x = seededTensor([2, 3]);
    expect(einsum('aA->Aa', x)).toBeClose(tf.transpose(x));
    expect(einsum('ij,ij->i', x, seededTensor([1, 3], 2))).toBeClose(
      tf.sum(tf.mul(x, seededTensor([1, 3], 2)), 1),
    );
    expect(einsum('ij,ij->ij', x, tf.ones([2, 1]))).toBeClose(x);
  });

  test('attention on every backend', async () => {
    await expectSameOnEveryBackend(() => {
      const [q, k, v] = [
        seededTensor([2, 7, 3, 5]),
        seededTensor([2, 11, 3, 5], 2),
        seededTensor([2, 11, 3, 13], 3),
      ];
      return einsum('bhqk,bkhv->bqhv', einsum('bqhd,bkhd->bhqk', q, k), v);
    });
  });

  test('gradients of gradients', () => {
    const squares = (x: tf.Tensor, y: tf.Tensor) =>
      tf.sum(tf.square(tf.grad((z: tf.Tensor) => tf.sum(tf.square(einsum('ij,kj->ik', z, y))))(x)));
    expectGradients(squares, [seededTensor([2, 3], 1, 0.5), seededTensor([2, 3], 2, 0.5)], {
      absolute: 3e-2,
      relative: 3e-2,
    });
  });

  test('leaves nothing behind, and gives a tensor of its own', async () => {
    const x = seededTensor([3, 3]);
    await expectNoLeaks(() => {
      tf.dispose([einsum('ii->i', x), einsum('ij,jk', x, x), einsum('ij->ij', x)]);
    });
    expect(x.isDisposed).toBe(false);
  });

  test.each<[string, () => unknown, string]>([
    [
      'terms',
      () => einsum('ij', a(), b()),
      'einsum: equation: expected 2 terms, one an operand, got "ij"',
    ],
    [
      'letters',
      () => einsum('i1->i', a()),
      'einsum: equation: expected letters, and ... once a term, got "i1->i"',
    ],
    [
      'arrows',
      () => einsum('ij->i->j', a()),
      'einsum: equation: expected one arrow at most, got "ij->i->j"',
    ],
    [
      'axes',
      () => einsum('ijk->i', a()),
      'einsum: operands[0]: expected 3 axes as in ijk, got [2, 3]',
    ],
    [
      'sizes',
      () => einsum('ij,ij->i', a(), b()),
      'einsum: operands[1]: expected 2 entries for i, got 3 of [3, 2]',
    ],
    [
      'output',
      () => einsum('ij->k', a()),
      'einsum: equation: expected letters of the operands in the output, not k, got "ij->k"',
    ],
    [
      'output twice',
      () => einsum('ij->ii', a()),
      'einsum: equation: expected each letter once in the output, got "ij->ii"',
    ],
  ])('errors: %s', async (_, run, message) => {
    await expectRefusal(() => tf.tidy(() => run() as tf.Tensor), message);
  });
});
