import { gelu, type Initializer, type LayerNorm, Linear, type RmsNorm, type Rng } from '@dl/core';
import { makeVariables } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { makeNorm, type NormKind } from '../block/norm';

/** How the head is made; whoever makes it has checked them. */
export interface MaskedHeadOptions {
  readonly rng: Rng;
  readonly norm: NormKind;
  readonly epsilon: number;
  readonly init: Initializer;
}

/** What turns features into those that the embedding's rows are compared with: norm(gelu(x W + b)), and a bias of each token. */
export class MaskedHead {
  /** W, b [size, size] */
  readonly dense: Linear;
  readonly norm: LayerNorm | RmsNorm;
  /** Of each token's logit, [vocabulary]. */
  readonly bias: tf.Variable;

  constructor(size: number, vocabSize: number, { rng, norm, epsilon, init }: MaskedHeadOptions) {
    const made = makeVariables('Bert', () => ({
      dense: new Linear(size, size, { rng, init, activation: gelu }),
      norm: makeNorm(norm, size, epsilon),
      bias: tf.variable(tf.zeros([vocabSize])),
    }));
    this.dense = made.dense;
    this.norm = made.norm;
    this.bias = made.bias;
  }

  /** `x` [..., size], the same shape back. */
  forward(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.norm.forward(this.dense.forward(x)));
  }
}
