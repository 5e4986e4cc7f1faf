import { dispose, type Rng, random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/** What the gradient's norms are measured of. */
interface DecayOptions<T> {
  readonly seeds: number;
  /** Steps of a sequence. */
  readonly time: number;
  /** How many steps before the last one. */
  readonly back: readonly number[];
  /** Features of a step, and units. */
  readonly features: number;
  readonly hidden: number;
  make(rng: Rng): T;
  /** The norm of the gradient at each step, of a loss at the last one: the product of the last state and `direction`. */
  norms(cell: T, xs: tf.Tensor, direction: tf.Tensor): Promise<number[]>;
}

/**
 * How much of a gradient is left some steps before the loss, over its norm at the last step: the geometric mean over seeds, as
 * powers of ten.
 */
export async function gradientDecay<T>(options: DecayOptions<T>): Promise<number[]> {
  const { seeds, time, back, features, hidden, make, norms } = options;
  const powers = back.map(() => 0);
  for (let seed = 1; seed <= seeds; seed++) {
    const rng = random(seed);
    const cell = make(rng);
    const xs = rng.normal([1, time, features]);
    const direction = rng.normal([1, hidden]);
    const found = await norms(cell, xs, direction);
    const last = found[time - 1] as number;
    back.forEach((steps, i) => {
      // Underflow: float32 ends at 1e-45.
      const share = Math.max((found[time - 1 - steps] as number) / last, 1e-45);
      powers[i] = (powers[i] as number) + Math.log10(share) / seeds;
    });
    tf.dispose([xs, direction]);
    dispose(cell);
  }
  return powers;
}
