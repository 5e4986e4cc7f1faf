import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../check/choice';
import { expected } from '../check/describe';
import { expectInteger, expectNonNegative } from '../check/number';
import { type OptionChecks, oneOf } from '../check/options';
import { stateDict } from '../model/state-dict';
import type { Figures } from './evaluate';

/** When a run ends before its epochs are over. */
export interface EarlyStopping {
  /** So many epochs in a row that are no better end the run. */
  patience: number;
  /** Which figure: of validation if there is one, else of training. Default `loss`. */
  monitor?: string;
  /** Whether less is better. Default `min` of a loss, `max` of a metric. */
  mode?: 'min' | 'max';
  /** What counts as better: by more than this. Default 0. */
  minDelta?: number;
  /** Puts the weights of the best epoch back at the end. Default true. */
  restoreBest?: boolean;
}

/** The checks of its options. */
export const EARLY_STOPPING: OptionChecks<EarlyStopping> = {
  patience: (where, name, value) => expectInteger(where, name, value as number, 0),
  monitor: (where, name, value) => {
    if (typeof value !== 'string')
      throw new TypeError(expected(`${where}: ${name}`, 'a name', value));
  },
  mode: oneOf(['min', 'max']),
  minDelta: expectNonNegative,
  restoreBest: expectFlag,
};

/** Finds the best epoch of a run, keeps its weights, and says when it has been too long. */
export class BestEpoch {
  readonly #model: unknown;
  readonly #options: EarlyStopping;
  readonly #monitor: string;
  readonly #sign: 1 | -1;
  #kept = new Map<tf.Variable, tf.Tensor>();
  #best = Number.POSITIVE_INFINITY;
  #worse = 0;
  /** The best so far, from 0. */
  epoch: number | undefined;

  constructor(model: unknown, options: EarlyStopping) {
    const { monitor = 'loss', mode = monitor === 'loss' ? 'min' : 'max' } = options;
    this.#model = model;
    this.#options = options;
    this.#monitor = monitor;
    this.#sign = mode === 'min' ? 1 : -1;
  }

  /** Takes the figures of an epoch; whether the run is to end. @throws RangeError for a figure that there is not */
  take(epoch: number, figures: Figures): boolean {
    const { patience, minDelta = 0, restoreBest = true } = this.#options;
    const value = figures[this.#monitor];
    if (value === undefined) {
      const names = Object.keys(figures).join(', ');
      throw new RangeError(
        expected('fit: earlyStopping.monitor', `one of ${names}`, this.#monitor),
      );
    }
    if (this.#sign * value < this.#best - minDelta) {
      this.#best = this.#sign * value;
      this.#worse = 0;
      this.epoch = epoch;
      if (restoreBest) this.#keep();
      return false;
    }
    return ++this.#worse > patience;
  }

  /** Puts the best weights back. */
  restore(): void {
    for (const [variable, value] of this.#kept) variable.assign(value);
  }

  dispose(): void {
    tf.dispose([...this.#kept.values()]);
    this.#kept.clear();
  }

  /** No copy: an update writes elsewhere where data are looked at by others. */
  #keep(): void {
    this.dispose();
    for (const variable of Object.values(stateDict(this.#model))) {
      this.#kept.set(variable, tf.keep(tf.clone(variable)));
    }
  }
}
