import { expected } from '../check/describe';
import { expectFraction, expectInteger, expectNonNegative, expectPositive } from '../check/number';
import { type OptionChecks, oneOf, readOptions } from '../check/options';
import type { Schedule } from './schedule';

export interface PlateauOptions {
  /** What the rate is multiplied by, in [0, 1). Default 0.1. */
  factor?: number;
  /** So many values in a row that are no better are waited for. Default 10. */
  patience?: number;
  /** What counts as better: by more than this. Default 0. */
  minDelta?: number;
  /** Whether less is better. Default `min`. */
  mode?: 'min' | 'max';
  /** Under this the rate does not fall. Default 0. */
  least?: number;
}

/** A learning rate that falls when what it is told gets no better. */
export interface Plateau extends Schedule {
  /** Takes the next value, as a validation loss after each epoch; `fit` does. @throws TypeError for what is no number */
  report(value: number): void;
}

const OPTIONS: OptionChecks<PlateauOptions> = {
  factor: expectFraction,
  patience: (where, name, value) => expectInteger(where, name, value as number, 0),
  minDelta: expectNonNegative,
  mode: oneOf(['min', 'max']),
  least: expectNonNegative,
};

/**
 * A constant learning rate that is multiplied by `factor` each time that more than `patience` values in a row were no better than the
 * best, as PyTorch's `ReduceLROnPlateau` with an absolute threshold. NaN is no better.
 *
 * ```ts
 * const learningRate = reduceOnPlateau(1e-3, { factor: 0.5, patience: 3 });
 * await fit(model, data, { optimizer: adam({ learningRate }), plateau: learningRate, validation, … });
 * ```
 *
 * @throws RangeError, TypeError for a rate or an option that is none
 */
export function reduceOnPlateau(rate: number, options?: PlateauOptions): Plateau {
  expectPositive('reduceOnPlateau', 'rate', rate);
  const own = readOptions('reduceOnPlateau', options, OPTIONS);
  const { factor = 0.1, patience = 10, minDelta = 0, mode = 'min', least = 0 } = own;
  const sign = mode === 'min' ? 1 : -1;
  let best = Number.POSITIVE_INFINITY;
  let worse = 0;
  let current = rate;
  const report = (value: number) => {
    if (typeof value !== 'number') {
      throw new TypeError(expected('reduceOnPlateau: report: value', 'a number', value));
    }
    if (sign * value < best - minDelta) {
      best = sign * value;
      worse = 0;
      return;
    }
    worse++;
    if (worse <= patience) return;
    current = Math.max(least, current * factor);
    worse = 0;
  };
  return Object.assign(() => current, { report });
}
