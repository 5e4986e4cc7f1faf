import * as tf from '@tensorflow/tfjs-core';
import { expectFlag, expectFunction } from '../check/choice';
import { expectPositiveInteger } from '../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';
import { expectRoom } from '../check/room';
import { expectTensor } from '../check/tensor';
import { type Initializer, xavierUniform } from '../init/initializers';
import { keepArguments } from '../made/made-with';
import type { Activation } from '../ops/activation/activation';
import { expectActivation } from '../ops/activation/ending';
import { affine } from '../ops/dense/linear';
import { expectRng } from '../random/expect-rng';
import type { Rng } from '../random/random';
import type { LowRank } from './low-rank';
import { makeVariables } from './make-variables';
import type { TorchFields } from './torch-fields';

export interface LinearOptions {
  /** Draws the initial weight. */
  rng: Rng;
  /** With a bias, initially 0. Default true. */
  bias?: boolean;
  /** In the same kernel, or a function behind it. Default `none`. */
  activation?: Activation;
  /** Of the weight. Default Xavier's uniform. */
  init?: Initializer;
}

const OPTIONS: OptionChecks<LinearOptions> = {
  rng: checkedLater,
  bias: expectFlag,
  activation: expectActivation,
  init: expectFunction,
};

/**
 * Affine map over the last axis, y = f(x W + b), f the activation.
 *
 * @throws RangeError for an invalid size or activation; TypeError for an invalid option; ShapeError if `init` gives another shape
 *
 * @example
 * ```ts
 * const layer = new Linear(4, 3, { rng: random(1), activation: 'relu' });
 * const y = layer.forward(tf.ones([2, 4])); // [2, 3]
 * ```
 */
export class Linear {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Linear';
  /** How its Variables lie in PyTorch. */
  static readonly torchFields: TorchFields = { weight: { name: 'weight', order: [1, 0] } };

  /** The axes of its weight that are channels of its output: a BatchNorm behind it can be folded into them. */
  static readonly outputAxes: readonly number[] = [1];

  /** [in, out] */
  readonly weight: tf.Variable;
  /** [out] */
  readonly bias: tf.Variable | undefined;
  readonly activation: Activation;
  /** Which of its columns are what, as [first, count], where several projections lie side by side: `query`, `key`, `value`. */
  declare columns?: Readonly<Record<string, readonly [first: number, count: number]>>;
  /** What an adapter of `@dl/core/lora` adds to it, while one does. */
  declare lora?: LowRank;

  constructor(inSize: number, outSize: number, options: LinearOptions) {
    keepArguments(this, Linear, [inSize, outSize, options]);
    const own = readOptions('Linear', options, OPTIONS);
    const { rng, bias = true, activation = 'none', init = xavierUniform() } = own;
    expectPositiveInteger('Linear', 'inSize', inSize);
    expectPositiveInteger('Linear', 'outSize', outSize);
    expectRoom('Linear', 'weight', [inSize, outSize]);
    expectRng('Linear', rng);
    const made = makeVariables('Linear', () => {
      const value = init([inSize, outSize], rng);
      expectTensor('Linear', 'init', value, [inSize, outSize]);
      const weight = tf.variable(value);
      return { weight, bias: bias ? tf.variable(tf.zeros([outSize])) : undefined };
    });
    this.weight = made.weight;
    this.bias = made.bias;
    this.activation = activation;
  }

  /** `x` [..., in] → [..., out]. */
  forward<T extends tf.Tensor>(x: T): T {
    return affine(x, this.weight, this.bias, this.activation);
  }
}
