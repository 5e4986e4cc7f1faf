import * as tf from '@tensorflow/tfjs-core';
import { expectFunction } from '../check/choice';
import { expectFraction } from '../check/number';
import { type OptionChecks, readOptions } from '../check/options';
import { parameters } from '../model/parameters';

interface WeightAverageOptions {
  /** d, in [0, 1). Default 0.999. */
  readonly decay?: number;
}

const OPTIONS: OptionChecks<WeightAverageOptions> = { decay: expectFraction };

/**
 * A moving average of a model's trainable weights, which is often better than the last of them (EMA; PyTorch's `AveragedModel` with
 * `get_ema_multi_avg_fn`). It begins as the weights are:
 *
 *     ā ← d ā + (1 − d) w
 *
 * A part of what a checkpoint holds like any other: `saveCheckpoint(store, { model: { model, average }, … })`.
 *
 * Polyak and Juditsky, Acceleration of stochastic approximation by averaging, 1992.
 *
 * ```ts
 * const average = new WeightAverage(model, { decay: 0.999 });
 * for await (const _ of train({ model, … })) average.update();
 * const score = await average.within(() => evaluate(model, test, …));
 * ```
 */
export class WeightAverage {
  /** ā, in the order of `parameters`; untrainable. */
  readonly averages: readonly tf.Variable[];
  readonly decay: number;
  readonly #weights: readonly tf.Variable[];
  #isWithin = false;

  /** @throws TypeError for what is no model; TypeError, RangeError for an invalid option */
  constructor(model: unknown, options?: WeightAverageOptions) {
    const { decay = 0.999 } = readOptions('WeightAverage', options, OPTIONS);
    this.decay = decay;
    this.#weights = parameters(model);
    this.averages = this.#weights.map((weight) =>
      tf.tidy(() => tf.variable(tf.clone(weight), false)),
    );
  }

  /** Takes the weights as they are now into the average: after each step. @throws Error within `within` */
  update(): void {
    this.#expectOutside('update');
    tf.tidy(() => {
      for (const [i, average] of this.averages.entries()) {
        const weight = this.#weights[i] as tf.Variable;
        average.assign(tf.add(average, tf.mul(tf.sub(weight, average), 1 - this.decay)));
      }
    });
  }

  /** Calls `f` while the model has the averages for weights, and gives what it gives. @throws TypeError; Error within another */
  async within<T>(f: () => T | Promise<T>): Promise<T> {
    expectFunction('WeightAverage.within', 'f', f);
    this.#expectOutside('within');
    this.#isWithin = true;
    this.#exchange();
    try {
      return await f();
    } finally {
      this.#exchange();
      this.#isWithin = false;
    }
  }

  /** Gives the model the averages for good. @throws Error within `within` */
  apply(): void {
    this.#expectOutside('apply');
    tf.tidy(() => {
      for (const [i, average] of this.averages.entries()) {
        (this.#weights[i] as tf.Variable).assign(tf.clone(average));
      }
    });
  }

  /** Frees the averages; the model's weights stay. */
  dispose(): void {
    tf.dispose([...this.averages]);
  }

  #exchange(): void {
    tf.tidy(() => {
      for (const [i, average] of this.averages.entries()) {
        const weight = this.#weights[i] as tf.Variable;
        const before = tf.clone(weight);
        weight.assign(tf.clone(average));
        average.assign(before);
      }
    });
  }

  #expectOutside(method: string): void {
    if (!this.#isWithin) return;
    throw new Error(`WeightAverage.${method}: expected to be called outside of within, got within`);
  }
}
