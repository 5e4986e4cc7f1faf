import * as tf from '@tensorflow/tfjs-core';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { elu } from './elu';
import { scale } from './scale';

// The fixed point of mean 0 and variance 1, as the paper gives it.
const ALPHA = 1.6732632423543772;
const LAMBDA = 1.0507009873554805;

/**
 * Exponential linear unit that keeps mean 0 and variance 1 from layer to layer, y = λ x over 0 and λ α (eˣ − 1) below, of any
 * shape, α ≈ 1.67326, λ ≈ 1.0507. Gradient: dx = λ dy over 0, else λ α eˣ dy. For weights drawn with `normal` of variance
 * 1 / inputs. As `torch.nn.functional.selu`.
 *
 * Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural Networks, 2017.
 *
 * @param x float32
 */
export function selu<T extends tf.Tensor>(x: T): T {
  expectFloats('selu', 'x', x, true);
  if (x.size === 0) return ofNothing('Selu', [x], x.shape);
  return tf.tidy(() => scale(elu(x, { alpha: ALPHA }), LAMBDA));
}
