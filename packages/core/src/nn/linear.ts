import * as tf from '@tensorflow/tfjs-core';
import { expectOneOf, expectPositiveInteger, expectTensor } from '../errors';
import { type Initializer, xavierUniform } from '../init/initializers';
import { ACTIVATION_CODE, type Activation } from '../ops/activation';
import { linear } from '../ops/linear';
import type { Rng } from '../random/random';

export interface LinearOptions {
  /** Draws the initial weight. */
  rng: Rng;
  /** With a bias, initially 0. Default true. */
  bias?: boolean;
  /** Applied in the same kernel. Default `none`. */
  activation?: Activation;
  /** Of the weight. Default Xavier's uniform. */
  init?: Initializer;
}

/**
 * Affine map over the last axis, y = f(x W + b), f the activation.
 *
 * @throws RangeError for sizes and activations that are none; ShapeError if `init` gives another shape
 */
export class Linear {
  /** [in, out] */
  readonly weight: tf.Variable;
  /** [out] */
  readonly bias: tf.Variable | undefined;
  readonly activation: Activation;

  constructor(
    inSize: number,
    outSize: number,
    { rng, bias = true, activation = 'none', init = xavierUniform() }: LinearOptions,
  ) {
    expectPositiveInteger('Linear', 'inSize', inSize);
    expectPositiveInteger('Linear', 'outSize', outSize);
    expectOneOf('Linear', 'activation', activation, Object.keys(ACTIVATION_CODE));
    this.weight = tf.tidy(() => {
      const value = init([inSize, outSize], rng);
      expectTensor('Linear', 'init', value, [inSize, outSize]);
      return tf.variable(value);
    });
    this.bias = bias ? tf.tidy(() => tf.variable(tf.zeros([outSize]))) : undefined;
    this.activation = activation;
  }

  /** `x` [..., in] → [..., out]. */
  forward<T extends tf.Tensor>(x: T): T {
    return linear(x, this.weight, { bias: this.bias, activation: this.activation });
  }
}
