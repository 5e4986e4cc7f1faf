import * as tf from '@tensorflow/tfjs-core';
import { expectFraction } from '../../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../../check/options';
import { gpuPrograms, hasGpuPrograms } from '../../gpu/gpu-programs';
import { expectRng } from '../../random/expect-rng';
import type { Rng, RngState } from '../../random/random';
import { op } from '../../tape/op';
import { expectFloats } from '../kit/check';

const PROGRAMS = () => gpuPrograms<typeof import('./dropout-gpu')>('dropout');

export interface DropoutOptions {
  /** The share of numbers that are dropped, from 0 to below 1. */
  rate: number;
  /** Draws which. */
  rng: Rng;
}

const OPTIONS: OptionChecks<DropoutOptions> = { rate: expectFraction, rng: checkedLater };

/**
 * Drops numbers at random and makes up for it (inverted dropout), y = x m / (1 − rate) with m = 0 for a share `rate` of
 * x, else 1. Gradient: dx = dy m / (1 − rate). As `torch.nn.functional.dropout` in training.
 *
 * Srivastava et al., Dropout: a simple way to prevent neural networks from overfitting, 2014.
 *
 * @param x float32, any shape
 * @throws RangeError for an invalid rate, TypeError for another invalid option
 */
export function dropout<T extends tf.Tensor>(x: T, options: DropoutOptions): T {
  const { rate, rng } = readOptions('dropout', options, OPTIONS);
  expectFloats('dropout', 'x', x, true);
  expectFraction('dropout', 'rate', rate);
  expectRng('dropout', rng);
  // A generator of another copy of core may not have it.
  if (hasGpuPrograms() && x.size > 0 && typeof rng.reserve === 'function') {
    return dropped(x, rate, rng.reserve(x.size));
  }
  const mask = maskOf(x, rate, rng);
  try {
    return op(
      'Dropout',
      { x },
      {
        forward: () => tf.mul(x, mask) as T,
        save: () => ({ mask }),
        gradients: (dy, saved) => ({ x: () => tf.mul(dy, saved.mask) }),
      },
    );
  } finally {
    mask.dispose();
  }
}

/** Nothing is kept for the gradient: it draws the same numbers again. */
function dropped<T extends tf.Tensor>(x: T, rate: number, draw: RngState): T {
  return op(
    'Dropout',
    { x },
    {
      forward: () => PROGRAMS().dropoutOnGpu(x, rate, draw) as T,
      gradients: (dy) => ({ x: () => dropped(dy, rate, draw) }),
    },
  );
}

/** 0 or 1 / (1 − rate), drawn for each number. */
function maskOf(x: tf.Tensor, rate: number, rng: Rng): tf.Tensor {
  const values = rng.uniformArray(x.size);
  const kept = 1 / (1 - rate);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) < rate ? 0 : kept;
  return tf.tensor(values, x.shape, 'float32');
}
