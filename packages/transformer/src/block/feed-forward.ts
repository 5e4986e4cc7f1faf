import { type Initializer, Linear, type Rng } from '@dl/core';
import {
  checkedLater,
  expectFlag,
  expectFunction,
  expectPositiveInteger,
  expectRng,
  type OptionChecks,
  oneOf,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables, tapOf } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import {
  ACTIVATIONS,
  endingOf,
  type FeedForwardActivation,
  gate,
  isGated,
} from './feed-forward-activation';

export interface FeedForwardOptions {
  /** Draws the initial weights. */
  rng: Rng;
  /** How wide it is inside. Default 4 × size. */
  hidden?: number;
  /** Default `gelu`. */
  activation?: FeedForwardActivation;
  /** With biases, initially 0. Default true. */
  bias?: boolean;
  /** Of both weights. Default Xavier's uniform. */
  init?: Initializer | undefined;
  /** Of D. Default: `init`. */
  outputInit?: Initializer | undefined;
}

const OPTIONS: OptionChecks<FeedForwardOptions> = {
  rng: checkedLater,
  hidden: expectPositiveInteger,
  activation: oneOf(ACTIVATIONS),
  bias: expectFlag,
  init: expectFunction,
  outputInit: expectFunction,
};

/**
 * The part of a block that sees each position alone, y = f(x U + b) D + c, or gated y = (f(x G) ⊙ x U) D, with f of
 * `FeedForwardActivation`.
 *
 * Vaswani et al., Attention is all you need, 2017. Shazeer, GLU variants improve Transformer, 2020.
 */
export class FeedForward {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'FeedForward';
  /** U [size, hidden]; of a gated one G and U side by side, [size, 2 hidden]. */
  readonly up: Linear;
  /** D [hidden, size] */
  readonly down: Linear;
  readonly hidden: number;
  readonly activation: FeedForwardActivation;

  /** @throws RangeError for an invalid size or option; TypeError for an invalid option */
  constructor(
    readonly size: number,
    options: FeedForwardOptions,
  ) {
    keepArguments(this, FeedForward, [size, options]);
    expectPositiveInteger('FeedForward', 'size', size);
    const own = readOptions('FeedForward', options, OPTIONS);
    const { rng, hidden = 4 * size, activation = 'gelu', bias = true, init } = own;
    const { outputInit = init } = own;
    expectRng('FeedForward', rng);
    this.hidden = hidden;
    this.activation = activation;
    const both = { rng, bias };
    const wide = isGated(activation) ? 2 * hidden : hidden;
    const made = makeVariables('FeedForward', () => ({
      up: new Linear(size, wide, {
        ...both,
        ...(init && { init }),
        activation: endingOf(activation),
      }),
      down: new Linear(hidden, size, { ...both, ...(outputInit && { init: outputInit }) }),
    }));
    this.up = made.up;
    this.down = made.down;
  }

  /** `x` [..., size], the same shape back. @throws ShapeError, TypeError, Error */
  forward<T extends tf.Tensor>(x: T): T {
    const { up, down, activation } = this;
    return tf.tidy(() => {
      const made = up.forward(x);
      const hidden = isGated(activation) ? gate(activation, made) : made;
      return down.forward(tapOf(this)?.('hidden', hidden) ?? hidden) as T;
    });
  }
}
