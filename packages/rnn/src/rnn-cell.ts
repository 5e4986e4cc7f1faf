import { type Initializer, Linear, linear, type Rng, relu, sigmoid, tanh } from '@dl/core';
import {
  checkedLater,
  expectFlag,
  expectFunction,
  expectInteger,
  expectPositiveInteger,
  expectRng,
  expectRoom,
  expectTensor,
  LARGEST,
  type OptionChecks,
  oneOf,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables, weightOf, withWeights } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell, SequenceOptions, SequenceResult } from './cell';
import { checkOnce, expectSequence, expectStep, readSequenceOptions } from './check';
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

/** How the options of an `RnnCell` are checked. */
export const RNN_CELL_OPTIONS: OptionChecks<RnnCellOptions> = {
  rng: checkedLater,
  activation: oneOf(['tanh', 'relu', 'sigmoid']),
  bias: expectFlag,
  init: expectFunction,
  recurrentInit: expectFunction,
};

/** The simple recurrent cell (Elman 1990), h′ = f(x Wx + h Wh + b). Its state is h, [batch, hidden]. */
export class RnnCell implements Cell<tf.Tensor2D> {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'RnnCell';
  /** Wx [in, hidden] and b [hidden] */
  readonly input: Linear;
  /** Wh [hidden, hidden] */
  readonly recurrent: Linear;
  readonly activation: RnnActivation;
  /** The output is the state: as `hiddenSize`. */
  readonly outSize: number;

  /**
   * @throws RangeError for an invalid size or activation; TypeError for an invalid option; ShapeError if an initializer gives
   *   another shape
   */
  constructor(
    readonly inSize: number,
    readonly hiddenSize: number,
    options: RnnCellOptions,
  ) {
    keepArguments(this, RnnCell, [inSize, hiddenSize, options]);
    const own = readOptions('RnnCell', options, RNN_CELL_OPTIONS);
    const { rng, activation = 'tanh', bias = true, init, recurrentInit = init } = own;
    expectPositiveInteger('RnnCell', 'inSize', inSize);
    expectPositiveInteger('RnnCell', 'hiddenSize', hiddenSize);
    expectRoom('RnnCell', 'input.weight', [inSize, hiddenSize]);
    expectRoom('RnnCell', 'recurrent.weight', [hiddenSize, hiddenSize]);
    expectRng('RnnCell', rng);
    this.activation = activation;
    this.outSize = hiddenSize;
    const ofState = { rng, bias: false, ...(recurrentInit && { init: recurrentInit }) };
    const made = makeVariables('RnnCell', () => ({
      input: new Linear(inSize, hiddenSize, { rng, bias, ...(init && { init }) }),
      recurrent: new Linear(hiddenSize, hiddenSize, ofState),
    }));
    this.input = made.input;
    this.recurrent = made.recurrent;
  }

  /** h = 0, [batch, hidden]. */
  zeroState(batch: number): tf.Tensor2D {
    expectInteger('RnnCell.zeroState', 'batch', batch, 0, LARGEST);
    expectRoom('RnnCell.zeroState', 'h', [batch, this.hiddenSize]);
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
      const z = tf.add(this.input.forward(x), linear(state, weightOf(this.recurrent)));
      return ACTIVATIONS[this.activation](z) as tf.Tensor2D;
    });
  }

  /** The state itself. */
  output(state: tf.Tensor2D): tf.Tensor2D {
    return state;
  }

  expectState(where: string, name: string, state: tf.Tensor2D, batch: number): void {
    expectInteger(where, 'batch', batch, 0, LARGEST);
    expectTensor(where, name, state, [batch, this.hiddenSize]);
  }

  /** All steps in one kernel on WASM; undefined on other backends. @throws as `unroll` */
  sequence(
    xs: tf.Tensor3D,
    state: tf.Tensor2D | undefined,
    options: SequenceOptions,
  ): SequenceResult<tf.Tensor2D> | undefined {
    const layers = [this.input, this.recurrent];
    return withWeights(layers, () => sequenceOf(this, xs, state, options));
  }
}

function sequenceOf(
  cell: RnnCell,
  xs: tf.Tensor3D,
  state: tf.Tensor2D | undefined,
  options: SequenceOptions,
): SequenceResult<tf.Tensor2D> | undefined {
  const where = 'RnnCell.sequence';
  const { lengths, reverse = false } = readSequenceOptions(where, options);
  const { input, recurrent, activation, inSize, hiddenSize } = cell;
  const weights = { input: weightOf(input), recurrent: weightOf(recurrent), bias: input.bias };
  // The kernel trusts these sizes, and that all of them are alive.
  const ends = expectSequence(where, inSize, xs, lengths);
  if (state !== undefined) {
    cell.expectState(where, 'state', state, xs.shape[0]);
  }
  checkOnce(cell, weights, () => {
    expectTensor('RnnCell', 'input.weight', weights.input, [inSize, hiddenSize]);
    expectTensor('RnnCell', 'recurrent.weight', weights.recurrent, [hiddenSize, hiddenSize]);
    if (weights.bias) expectTensor('RnnCell', 'input.bias', weights.bias, [hiddenSize]);
  });
  return rnnSequence(xs, state, weights, activation, { lengths: ends, reverse });
}
