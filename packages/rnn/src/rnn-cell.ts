import {
  expectOneOf,
  expectPositiveInteger,
  expectTensor,
  type Initializer,
  Linear,
  linear,
  type Rng,
  relu,
  sigmoid,
  tanh,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell, SequenceOptions, SequenceResult } from './cell';
import { expectStep } from './check';
import { rnnSequence } from './rnn-sequence';

/** f: the hyperbolic tangent, the rectifier or the logistic function. */
export type RnnActivation = 'tanh' | 'relu' | 'sigmoid';

export interface RnnCellOptions {
  /** Draws the initial weights. */
  rng: Rng;
  /** f. Default `tanh`. */
  activation?: RnnActivation;
  /** With a bias. Default true. */
  bias?: boolean;
  /** Of the input's weight. Default Xavier's uniform. */
  init?: Initializer;
  /** Of the recurrent weight. Default as `init`. */
  recurrentInit?: Initializer;
}

const ACTIVATIONS = { tanh, relu, sigmoid };

/** The simple recurrent cell (Elman 1990), h′ = f(x Wx + h Wh + b). Its state is h, [batch, hidden]. */
export class RnnCell implements Cell<tf.Tensor2D> {
  /** Wx [in, hidden] and b [hidden] */
  readonly input: Linear;
  /** Wh [hidden, hidden] */
  readonly recurrent: Linear;
  readonly activation: RnnActivation;
  /** The output is the state: as `hiddenSize`. */
  readonly outSize: number;

  /** @throws RangeError for a size that is no positive integer or an unknown activation */
  constructor(
    readonly inSize: number,
    readonly hiddenSize: number,
    { rng, activation = 'tanh', bias = true, init, recurrentInit = init }: RnnCellOptions,
  ) {
    expectPositiveInteger('RnnCell', 'inSize', inSize);
    expectPositiveInteger('RnnCell', 'hiddenSize', hiddenSize);
    expectOneOf('RnnCell', 'activation', activation, Object.keys(ACTIVATIONS));
    this.activation = activation;
    this.outSize = hiddenSize;
    this.input = new Linear(inSize, hiddenSize, { rng, bias, ...(init && { init }) });
    const own = recurrentInit && { init: recurrentInit };
    this.recurrent = new Linear(hiddenSize, hiddenSize, { rng, bias: false, ...own });
  }

  /** h = 0, [batch, hidden]. */
  zeroState(batch: number): tf.Tensor2D {
    expectPositiveInteger('RnnCell.zeroState', 'batch', batch);
    return tf.zeros([batch, this.hiddenSize]);
  }

  /**
   * `x` float32 [batch, in], `state` [batch, hidden] → the next state, [batch, hidden].
   *
   * @throws ShapeError, TypeError, Error for an x or a state that does not fit, or is disposed
   */
  step(x: tf.Tensor, state: tf.Tensor2D): tf.Tensor2D {
    expectStep('RnnCell.step', this, x, state);
    return tf.tidy(() => {
      const z = tf.add(this.input.forward(x), linear(state, this.recurrent.weight));
      return ACTIVATIONS[this.activation](z) as tf.Tensor2D;
    });
  }

  /** The state itself. */
  output(state: tf.Tensor2D): tf.Tensor2D {
    return state;
  }

  /** All steps in one kernel on WASM; undefined on other backends. Inputs are checked by `unroll`. */
  sequence(
    xs: tf.Tensor3D,
    state: tf.Tensor2D | undefined,
    options: SequenceOptions,
  ): SequenceResult<tf.Tensor2D> | undefined {
    const { input, recurrent, activation, inSize, hiddenSize } = this;
    const weights = { input: input.weight, recurrent: recurrent.weight, bias: input.bias };
    // The kernel trusts these sizes, and that the weights are alive.
    expectTensor('RnnCell', 'input.weight', weights.input, [inSize, hiddenSize]);
    expectTensor('RnnCell', 'recurrent.weight', weights.recurrent, [hiddenSize, hiddenSize]);
    if (weights.bias) expectTensor('RnnCell', 'input.bias', weights.bias, [hiddenSize]);
    return rnnSequence(xs, state, weights, activation, options);
  }
}
