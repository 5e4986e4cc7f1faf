import * as tf from '@tensorflow/tfjs-core';
import { expectShape } from '../../check/shape';
import { op } from '../../tape/op';
import { biasGradient } from '../kit/bias-gradient';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { selectAbove } from '../kit/select-above';

/**
 * Rectifier whose slope is learnt, y = x over 0 and slope · x below. Gradient: dx = dy over 0, else slope · dy;
 * dslope = Σ x dy over the x that are not over 0. As `torch.nn.functional.prelu`, with the channels on the last axis.
 *
 * He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015.
 *
 * @param x float32 [..., channels]; of any shape with one slope for all
 * @param slope float32 [channels], or a scalar or [1] for all
 * @throws ShapeError for a slope that does not fit; TypeError for another dtype
 */
export function prelu<T extends tf.Tensor>(x: T, slope: tf.Tensor): T {
  expectFloats('prelu', 'x', x, true);
  expectFloats('prelu', 'slope', slope, true);
  const channels = x.shape[x.rank - 1] ?? 1;
  if (slope.rank > 1 || (slope.size !== 1 && slope.size !== channels)) {
    expectShape('prelu', 'slope', slope, [channels], true);
  }
  if (x.size === 0) return ofNothing('Prelu', [x, slope], x.shape);
  const { shape } = slope;
  const fitting = (own: tf.Tensor) => (x.rank === 0 ? tf.reshape(own, []) : own);
  return op(
    'Prelu',
    { x, slope },
    {
      // Not tfjs's own, whose gradient of the slope is NaN at ∞.
      forward: () => tf.tidy(() => tf.where(tf.greater(x, 0), x, tf.mul(x, fitting(slope))) as T),
      save: () => ({ x, slope }),
      gradients: (dy, saved) => ({
        x: () => tf.tidy(() => selectAbove(saved.x, 0, dy, tf.mul(dy, fitting(saved.slope)))),
        slope: () =>
          tf.tidy(() => {
            const parts = tf.mul(dy, saved.x);
            const below = selectAbove(saved.x, 0, tf.zerosLike(parts), parts);
            return tf.reshape(biasGradient(tf.reshape(below, [-1, shape[0] ?? 1])), shape);
          }),
      }),
    },
  );
}
