import type * as tf from '@tensorflow/tfjs-core';
import { expectFraction } from '../check/number';
import { readOptions } from '../check/options';
import { keepArguments } from '../made/made-with';
import { FORWARD_OPTIONS, type ForwardOptions } from '../ops/kit/forward-options';
import { dropout } from '../ops/noise/dropout';
import { expectRng } from '../random/expect-rng';

/**
 * Dropout while it trains, else nothing: see `dropout`. As `torch.nn.Dropout`.
 *
 * @throws RangeError for an invalid rate
 *
 * @example
 * ```ts
 * const layer = new Dropout(0.1);
 * const y = layer.forward(tf.ones([2, 3]), { training: true, rng: random(1) }); // zeros at random, the rest larger
 * ```
 */
export class Dropout {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Dropout';
  /** @param rate the share of numbers that are dropped, from 0 to below 1 */
  constructor(readonly rate: number) {
    keepArguments(this, Dropout, [rate]);
    expectFraction('Dropout', 'rate', rate);
  }

  /**
   * `x` of any shape, the same one back. With `training` it draws from `rng`.
   *
   * @throws TypeError if it trains without `rng`
   */
  forward<T extends tf.Tensor>(x: T, options?: ForwardOptions): T {
    const { training = false, rng } = readOptions('Dropout.forward', options, FORWARD_OPTIONS);
    if (!training || this.rate === 0) return x;
    expectRng('Dropout.forward', rng);
    return dropout(x, { rate: this.rate, rng });
  }
}
