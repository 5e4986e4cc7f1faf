import type { Schedule } from '@dl/core';
import {
  expected,
  expectNonNegative,
  expectPositiveInteger,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';

export interface LinearKlOptions {
  /** Steps until the weight is there. Required. */
  steps: number;
  /** The weight at step 0. Default 0. */
  from?: number;
  /** The weight from then on, β. Default 1. */
  to?: number;
}

const LINEAR: OptionChecks<LinearKlOptions> = {
  steps: expectPositiveInteger,
  from: expectNonNegative,
  to: expectNonNegative,
};

/**
 * The weight of the KL divergence at a step, on a straight line: from + (to − from) · min(step / steps, 1). A decoder that is strong
 * enough to do without z learns to use it before it has to pay.
 *
 * Bowman et al.: Generating sentences from a continuous space (2016).
 *
 * @throws RangeError, TypeError for options that do not fit
 */
export function linearKlWeight(options: LinearKlOptions): Schedule {
  const { steps, from = 0, to = 1 } = readOptions('linearKlWeight', options, LINEAR);
  expectPositiveInteger('linearKlWeight', 'steps', steps);
  return (step) => from + (to - from) * Math.min(step / steps, 1);
}

export interface CyclicalKlOptions {
  /** Steps of all cycles together; from then on the weight is `to`. Required. */
  steps: number;
  /** How many cycles. Default 4. */
  cycles?: number;
  /** The share of a cycle in which the weight rises, over 0 and at most 1; then it stays. Default 0.5. */
  rising?: number;
  /** The weight that each cycle reaches, β. Default 1. */
  to?: number;
}

const CYCLICAL: OptionChecks<CyclicalKlOptions> = {
  steps: expectPositiveInteger,
  cycles: expectPositiveInteger,
  rising: (where, name, value) => {
    if (typeof value === 'number' && value > 0 && value <= 1) return;
    throw new RangeError(expected(`${where}: ${name}`, 'a number in (0, 1]', value));
  },
  to: expectNonNegative,
};

/**
 * The weight of the KL divergence at a step, which rises from 0 to `to` and starts anew, `cycles` times:
 * to · min(τ / rising, 1), τ the share of the cycle that is over. Each cycle begins with what the last one has put into z.
 *
 * Fu et al.: Cyclical annealing schedule: a simple approach to mitigating KL vanishing (2019).
 *
 * @throws RangeError, TypeError for options that do not fit
 */
export function cyclicalKlWeight(options: CyclicalKlOptions): Schedule {
  const where = 'cyclicalKlWeight';
  const { steps, cycles = 4, rising = 0.5, to = 1 } = readOptions(where, options, CYCLICAL);
  expectPositiveInteger(where, 'steps', steps);
  const long = steps / cycles;
  return (step) => (step >= steps ? to : to * Math.min((step % long) / long / rising, 1));
}
