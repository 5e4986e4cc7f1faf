import {
  adam,
  heNormal,
  type Initializer,
  Linear,
  mse,
  normal,
  type Optimizer,
  orthogonal,
  type Rng,
  rmsprop,
  scale,
  sgd,
  sigmoid,
  sigmoidCrossEntropy,
  xavierNormal,
} from '@dl/core';
import { op } from '@dl/core/extend';
import { type RnnActivation, RnnCell, unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import type { AdditionValues } from './settings';

/** How an `Adder` is made. */
export interface AdderOptions {
  readonly rng: Rng;
  readonly activation: RnnActivation;
  /** Of all weights. */
  readonly init: Initializer;
  /** Of the weights from hidden state to hidden state. Default: as `init`. */
  readonly recurrentInit?: Initializer;
  /** Default false. */
  readonly bias?: boolean;
}

// #region model
/** Two bits in, one bit out at each step; the carry has to live in the hidden state. */
export class Adder {
  readonly cell: RnnCell; // Wx [2, hidden], Wh [hidden, hidden]
  readonly output: Linear; // Wy [hidden, 1]

  constructor(hidden: number, { bias = false, ...options }: AdderOptions) {
    this.cell = new RnnCell(2, hidden, { ...options, bias });
    this.output = new Linear(hidden, 1, { rng: options.rng, init: options.init, bias });
  }

  /** `xs` [batch, bits, 2] → logits: positive where a bit of the sum is more likely a 1. [batch, bits, 1] */
  forward(xs: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => this.output.forward(unroll(this.cell, xs).outputs));
  }
}
// #endregion model

/** The three of the report, which count inputs only, and Glorot's. */
const INITS: Record<AdditionValues['init'], () => Initializer> = {
  plain: () => normal(),
  xavier: () => heNormal({ gain: 1 }),
  he: () => heNormal(),
  glorot: () => xavierNormal(),
};

const RECURRENT_INITS: Record<Exclude<AdditionValues['recurrent'], 'init'>, () => Initializer> = {
  he: () => heNormal(),
  orthogonal: () => orthogonal(),
  /** Le, Jaitly, Hinton: A simple way to initialize recurrent networks of rectified linear units (2015). */
  identity: () => (shape) => tf.eye(shape[0] as number),
  small: () => normal({ std: 0.01 }),
  unit: () => normal(),
};

/** The settings that a network depends on. */
export type AdderValues = Pick<
  AdditionValues,
  'hidden' | 'activation' | 'init' | 'recurrent' | 'bias'
>;

/** The network of these settings. */
export function makeAdder(
  { hidden, activation, init, recurrent, bias }: AdderValues,
  rng: Rng,
): Adder {
  const own = recurrent === 'init' ? {} : { recurrentInit: RECURRENT_INITS[recurrent]() };
  return new Adder(hidden, { rng, activation, init: INITS[init](), bias, ...own });
}

/** The optimiser of these settings; its rate may change while it runs. */
export function makeOptimizer(
  name: AdditionValues['optimizer'],
  learningRate: () => number,
): Optimizer {
  if (name === 'adam') return adam({ learningRate });
  if (name === 'rmsprop') return rmsprop({ learningRate });
  return sgd({ learningRate, momentum: name === 'momentum' ? 0.9 : 0 });
}

/** The loss of logits [pairs, bits, 1] against the bits of the sums. */
export type AdderLoss = (logits: tf.Tensor3D, sums: tf.Tensor3D) => tf.Scalar;

/** The losses of the lesson, by name. */
export const LOSSES = {
  'half-squares': (logits, sums) => halfSquares(sigmoid(logits), sums),
  'cross-entropy': (logits, sums) => sigmoidCrossEntropy(logits, sums),
} satisfies Record<string, AdderLoss>;

/** Half of the squared error of probabilities, summed over the bits of a pair: the report's loss. */
export function halfSquares(probabilities: tf.Tensor3D, sums: tf.Tensor3D): tf.Scalar {
  return scale(mse(probabilities, sums, { reduction: 'sum' }), 0.5 / sums.shape[0]);
}

/** The report's loss with the derivative of its printed program. */
export function asPrinted(logits: tf.Tensor3D, sums: tf.Tensor3D): tf.Scalar {
  return halfSquares(sigmoidAsPrinted(logits), sums);
}

/**
 * y = σ(u) with the derivative of the source's printed program, which is σ′ at y instead of at u. As y is between
 * 0 and 1, σ′(y) is between 0.197 and 0.25, whatever the network says. The true σ′(u) goes to 0 where an output is
 * sure of itself, also where it is wrong; the printed one never does, so a sure mistake is corrected as fast as any:
 * nearly a quarter of the gradient of the cross-entropy, y − t. It follows no gradient of the squared error.
 */
export function sigmoidAsPrinted<T extends tf.Tensor>(u: T): T {
  return op(
    'SigmoidAsPrinted',
    { u },
    {
      forward: () => sigmoid(u),
      save: (y) => ({ y }),
      gradients: (dy, { y }) => ({
        u: () =>
          tf.tidy(() => {
            const s = sigmoid(y as tf.Tensor);
            return tf.mul(dy as tf.Tensor, tf.mul(s, tf.sub(1, s)));
          }),
      }),
    },
  );
}
