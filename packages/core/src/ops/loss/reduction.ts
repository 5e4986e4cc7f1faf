import * as tf from '@tensorflow/tfjs-core';
import { type OptionChecks, oneOf } from '../../check/options';
import { CORE } from '../../generated/wasm';
import { op, path } from '../../tape/op';
import { addressOf, allocate, writeScalar } from '../../wasm/output';
import { ofNothing } from '../kit/of-nothing';

/** What becomes of the losses of a batch: their mean, their sum, or one value each. */
export type Reduction = 'mean' | 'sum' | 'none';

const REDUCTIONS = ['mean', 'sum', 'none'] as const;

export interface LossOptions {
  /** Default `mean`. */
  reduction?: Reduction;
}

/** Options of a loss that make it one number. */
export interface Reduced {
  reduction?: Exclude<Reduction, 'none'>;
}

/** The checks of `LossOptions`. */
export const LOSS_OPTIONS: OptionChecks<LossOptions> = { reduction: oneOf(REDUCTIONS) };

/** The factor that `mean` and `sum` put before a sum over `count`. */
export function reductionScale(reduction: Reduction, count: number): number {
  return reduction === 'mean' ? 1 / count : 1;
}

/** Sums the losses, times `scale`, unless one each is asked for. */
export function reduce(losses: tf.Tensor, reduction: Reduction, scale: number): tf.Tensor {
  if (reduction === 'none') return losses;
  const { shape } = losses;
  return op(
    'Reduce',
    { losses },
    {
      forward: () =>
        path(CORE, {
          wasm: (kernels) => {
            const y = allocate([]);
            // Not tfjs's sum: its one float loses 1% of a million equal losses.
            writeScalar(y, kernels.sum(addressOf(losses), losses.size) * scale);
            return y;
          },
          ops: () => tf.mul(tf.sum(losses), scale),
        }),
      gradients: (dy) => ({ losses: () => tf.tidy(() => tf.mul(tf.fill(shape, scale), dy)) }),
    },
  );
}

/** The loss of a batch without entries, as PyTorch has it: a mean is NaN, a sum is 0, and `none` gives nothing. */
export function lossOfNothing(
  name: string,
  inputs: readonly tf.Tensor[],
  reduction: Reduction,
): tf.Tensor {
  const shape = reduction === 'none' ? (inputs[0] as tf.Tensor).shape : [];
  return ofNothing(name, inputs, shape, reduction === 'mean' ? Number.NaN : 0);
}
