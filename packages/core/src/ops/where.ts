import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../check/describe';
import { ShapeError } from '../check/shape';
import { expectAlive, expectDtype } from '../check/tensor';
import { runOp } from '../tape/run-op';
import { expectFloats } from './check';
import { sumToShape } from './sum-to-shape';

/**
 * `a` where `condition` holds, else `b`; all three broadcast. Gradient: da = dy where it holds, db = dy where it does not,
 * 0 elsewhere: a NaN in the one that was not taken goes nowhere.
 *
 * @param condition bool
 * @param a, b float32
 * @throws TypeError, ShapeError if the shapes do not broadcast
 */
export function where(condition: tf.Tensor, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  expectAlive('where', 'condition', condition);
  expectDtype('where', 'condition', condition, 'bool');
  expectFloats('where', 'a', a);
  expectFloats('where', 'b', b);
  const shape = [condition, a, b].map((x) => x.shape).reduce(broadcast);
  const choose = (yes: tf.Tensor, no: tf.Tensor) =>
    tf.where(
      tf.broadcastTo(condition, shape),
      tf.broadcastTo(yes, shape),
      tf.broadcastTo(no, shape),
    );
  const [shapeA, shapeB] = [a.shape, b.shape];
  return runOp(
    'Where',
    [a, b],
    () => tf.tidy(() => choose(a, b)),
    () => [condition],
    (dy, [kept]) => {
      const mask = kept as tf.Tensor;
      return [
        () => tf.tidy(() => sumToShape(masked(mask, dy, true), shapeA)),
        () => tf.tidy(() => sumToShape(masked(mask, dy, false), shapeB)),
      ];
    },
  );
}

/** dy where `mask` is `kept`, else 0. Its own gradient is the same of what flows back. */
function masked(mask: tf.Tensor, dy: tf.Tensor, kept: boolean): tf.Tensor {
  return runOp(
    'Masked',
    [dy],
    () =>
      tf.tidy(() => {
        const [own, zeros] = [tf.broadcastTo(mask, dy.shape), tf.zerosLike(dy)];
        return kept ? tf.where(own, dy, zeros) : tf.where(own, zeros, dy);
      }),
    () => [mask],
    (g, [own]) => [() => masked(own as tf.Tensor, g, kept)],
  );
}

function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const one = a[a.length - rank + i] ?? 1;
    const other = b[b.length - rank + i] ?? 1;
    if (one === other || other === 1) return one;
    if (one === 1) return other;
    throw new ShapeError(
      `where: expected shapes that broadcast, got ${describeShape(a)} and ${describeShape(b)}`,
    );
  });
}
