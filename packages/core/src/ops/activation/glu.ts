import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../../check/describe';
import { checkedLater, mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { ShapeError } from '../../check/shape';
import { axisOf } from '../kit/axes';
import { expectFloats } from '../kit/check';
import { FORWARD_OPTIONS } from '../kit/forward-options';
import { ofNothing } from '../kit/of-nothing';
import { split } from '../shape/split';
import { sigmoid } from './activation';

export interface GluOptions {
  /** The axis that is halved; counts from the end if it is negative. Default −1, the last. */
  axis?: number;
}

const OPTIONS: OptionChecks<GluOptions> = mergeChecks(FORWARD_OPTIONS, {
  axis: checkedLater,
});

/**
 * Gated linear unit, y = a σ(b) of the halves a and b of x. Gradient: da = σ(b) dy, db = a σ(b) (1 − σ(b)) dy. As
 * `torch.nn.functional.glu`.
 *
 * Dauphin, Fan, Auli and Grangier, Language Modeling with Gated Convolutional Networks, 2017.
 *
 * @param x float32, of rank 1 or more
 * @returns the shape of x, its axis half as long
 * @throws ShapeError for an axis of an odd size, RangeError for one that x does not have; TypeError for an invalid option
 */
export function glu<T extends tf.Tensor>(x: T, options?: GluOptions): T {
  const { axis = -1 } = readOptions('glu', options, OPTIONS);
  expectFloats('glu', 'x', x, true);
  const at = axisOf('glu', x.rank, axis);
  const size = x.shape[at] as number;
  if (size % 2 !== 0) {
    const got = describeShape(x.shape);
    throw new ShapeError(`glu: x: expected an even size of axis ${at}, got ${got}`);
  }
  if (x.size === 0) {
    const shape = x.shape.map((whole, i) => (i === at ? size / 2 : whole));
    return ofNothing('Glu', [x], shape);
  }
  return tf.tidy(() => {
    const [a, b] = split(x, 2, at) as [T, T];
    return tf.mul(a, sigmoid(b));
  });
}
