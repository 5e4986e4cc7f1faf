import { Linear, linear, type Rng } from '@dl/core';
import { weightOf } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell';

/** The simple recurrent cell of Keras with an activation that `RnnCell` has no kernel for, h′ = f(x Wx + h Wh + b). */
export class KerasRnnCell implements Cell<tf.Tensor2D> {
  readonly input: Linear;
  readonly recurrent: Linear;
  readonly outSize: number;

  constructor(
    readonly inSize: number,
    hiddenSize: number,
    readonly activate: ((x: tf.Tensor) => tf.Tensor) | undefined,
    { rng, bias }: { rng: Rng; bias: boolean },
  ) {
    this.outSize = hiddenSize;
    this.input = new Linear(inSize, hiddenSize, { rng, bias });
    this.recurrent = new Linear(hiddenSize, hiddenSize, { rng, bias: false });
  }

  zeroState(batch: number): tf.Tensor2D {
    return tf.zeros([batch, this.outSize]);
  }

  step(x: tf.Tensor2D, state: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => {
      const z = tf.add(this.input.forward(x), linear(state, weightOf(this.recurrent)));
      return (this.activate?.(z) ?? z) as tf.Tensor2D;
    });
  }

  output(state: tf.Tensor2D): tf.Tensor2D {
    return state;
  }
}
