import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../../check/describe';
import { expectRoom } from '../../check/room';
import { ShapeError } from '../../check/shape';
import { expectAlive, expectDtype } from '../../check/tensor';
import { op } from '../../tape/op';
import { broadcastShape } from '../../wasm/broadcast-shape';
import { expectNumbers } from '../kit/axes';
import { moveExactly } from '../kit/exact';
import { ofNothing } from '../kit/of-nothing';
import { sumToShape } from '../kit/sum-to-shape';

/**
 * `a` where `condition` holds, else `b`; all three broadcast. Gradient: da = dy where it holds, db = dy where it does not,
 * 0 elsewhere: a NaN in the one that was not taken goes nowhere.
 *
 * @param condition bool
 * @param a, b of one dtype: float32, int32 or bool; a gradient flows through float32
 * @throws TypeError, ShapeError if the shapes do not broadcast
 */
export function where(condition: tf.Tensor, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  expectAlive('where', 'condition', condition);
  expectDtype('where', 'condition', condition, 'bool');
  expectNumbers('where', 'a', a);
  expectNumbers('where', 'b', b);
  if (a.dtype !== b.dtype) {
    throw new TypeError(`where: b: expected dtype ${a.dtype} as a, got ${b.dtype}`);
  }
  const shape = [condition, a, b].map((x) => x.shape).reduce(broadcast);
  expectRoom('where', 'result', shape, a.dtype);
  // tfjs's broadcast leaves an empty axis out, and its kernel then writes what there is no room for.
  if (shape.includes(0)) {
    return a.dtype === 'float32' ? ofNothing('Where', [a, b], shape) : tf.zeros(shape, a.dtype);
  }
  const choose = (yes: tf.Tensor, no: tf.Tensor) =>
    tf.where(
      tf.broadcastTo(condition, shape),
      tf.broadcastTo(yes, shape),
      tf.broadcastTo(no, shape),
    );
  if (a.dtype !== 'float32') {
    return moveExactly([a, b], ([yes, no]) =>
      tf.tidy(() => choose(yes as tf.Tensor, no as tf.Tensor)),
    );
  }
  const [shapeA, shapeB] = [a.shape, b.shape];
  return op(
    'Where',
    { a, b },
    {
      forward: () => tf.tidy(() => choose(a, b)),
      save: () => ({ condition }),
      gradients: (dy, saved) => ({
        a: () => tf.tidy(() => sumToShape(masked(saved.condition, dy, true), shapeA)),
        b: () => tf.tidy(() => sumToShape(masked(saved.condition, dy, false), shapeB)),
      }),
    },
  );
}

/** dy where `mask` is `kept`, else 0. Its own gradient is the same of what flows back. */
function masked(mask: tf.Tensor, dy: tf.Tensor, kept: boolean): tf.Tensor {
  return op(
    'Masked',
    { dy },
    {
      forward: () =>
        tf.tidy(() => {
          const [own, zeros] = [tf.broadcastTo(mask, dy.shape), tf.zerosLike(dy)];
          return kept ? tf.where(own, dy, zeros) : tf.where(own, zeros, dy);
        }),
      save: () => ({ mask }),
      gradients: (g, saved) => ({ dy: () => masked(saved.mask, g, kept) }),
    },
  );
}

function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const shape = broadcastShape(a, b);
  if (shape !== undefined) return shape;
  throw new ShapeError(
    `where: expected shapes that broadcast, got ${describeShape(a)} and ${describeShape(b)}`,
  );
}
