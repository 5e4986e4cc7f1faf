import { expectGradients, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { matMul } from './mat-mul';

const TRANSPOSES = [
  { transposeA: false, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: false },
  { transposeA: true, transposeB: true },
];

/** `shape` with its last two axes in turn where asked for. */
const turned = (shape: number[], transpose: boolean) =>
  transpose ? [...shape.slice(0, -2), ...shape.slice(-2).reverse()] : shape;

describe('gradients of matMul', () => {
  const shapes: [string, number[], number[]][] = [
    ['of matrices', [2, 3], [3, 5]],
    ['over one batch', [2, 2, 3], [2, 3, 1]],
    ['of many left sides and one right', [2, 2, 3], [3, 2]],
    ['of one left side and many right', [2, 3], [2, 3, 2]],
    ['with leading axes that broadcast both ways', [2, 1, 1, 3], [1, 2, 3, 2]],
    ['with a leading axis that one lacks', [2, 1, 2, 3], [2, 3, 1]],
  ];
  test.each(shapes)('%s', (_, a, b) => {
    for (const options of TRANSPOSES) {
      const inputs = [
        seededTensor(turned(a, options.transposeA), 1),
        seededTensor(turned(b, options.transposeB), 2),
      ];
      expectGradients((x, y) => matMul(x as tf.Tensor, y as tf.Tensor, options), inputs);
    }
  });

  test('of gradients', () => {
    for (const options of TRANSPOSES) {
      const x = seededTensor(turned([2, 3], options.transposeA), 1);
      const w = seededTensor(turned([3, 2], options.transposeB), 2);
      const inner = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.square(matMul(a, b, options)));
      const both = (a: tf.Tensor, b: tf.Tensor) => {
        const [da, db] = tf.grads(inner)([a, b]) as [tf.Tensor, tf.Tensor];
        return tf.concat([tf.reshape(da, [-1]), tf.reshape(db, [-1])]);
      };
      expectGradients(both as never, [x, w]);
    }
  });
});
