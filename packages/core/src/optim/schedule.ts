import { expected } from '../check/describe';
import {
  expectInteger,
  expectNonNegative,
  expectPositive,
  expectPositiveInteger,
} from '../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';

/** The learning rate of a step; the first step is 0. */
export type Schedule = (step: number) => number;

/** The same rate at every step. */
export function constant(rate: number): Schedule {
  expectNonNegative('constant', 'rate', rate);
  return () => rate;
}

interface StepOptions {
  readonly every: number;
  readonly factor?: number;
}

const STEP: OptionChecks<StepOptions> = { every: expectPositiveInteger, factor: expectPositive };

/** `rate` · factor^⌊step / every⌋: falls to a `factor` (0.1) of itself after each `every` steps. */
export function stepDecay(rate: number, options: StepOptions): Schedule {
  const { every, factor = 0.1 } = readOptions('stepDecay', options, STEP);
  expectNonNegative('stepDecay', 'rate', rate);
  expectPositiveInteger('stepDecay', 'every', every);
  return (step) => rate * factor ** Math.floor(step / every);
}

interface ExponentialOptions {
  readonly factor: number;
  readonly steps?: number;
}

const EXPONENTIAL: OptionChecks<ExponentialOptions> = {
  factor: expectPositive,
  steps: expectPositiveInteger,
};

/** `rate` · factor^(step / steps): smoothly to a `factor` of itself in `steps` (1). */
export function exponentialDecay(rate: number, options: ExponentialOptions): Schedule {
  const { factor, steps = 1 } = readOptions('exponentialDecay', options, EXPONENTIAL);
  expectNonNegative('exponentialDecay', 'rate', rate);
  expectPositive('exponentialDecay', 'factor', factor);
  return (step) => rate * factor ** (step / steps);
}

interface DecayOptions {
  readonly steps: number;
  readonly final?: number;
}

const DECAY: OptionChecks<DecayOptions> = {
  steps: expectPositiveInteger,
  final: expectNonNegative,
};

/** From `rate` to `final` (0) on a straight line in `steps`; then it stays there. */
export function linearDecay(rate: number, options: DecayOptions): Schedule {
  const { steps, final = 0 } = readDecay('linearDecay', rate, options);
  return (step) => {
    const share = Math.min(step / steps, 1);
    return (1 - share) * rate + share * final;
  };
}

/**
 * final + (rate - final) · (1 + cos(π · step / steps)) / 2: from `rate` to `final` (0) in `steps`, slowly
 * at both ends; then it stays there.
 *
 * Loshchilov, Hutter: SGDR: stochastic gradient descent with warm restarts (2017).
 *
 * @example
 * ```ts
 * const rate = warmup(cosineDecay(0.001, { steps: 1000 }), 100);
 * adam({ learningRate: rate });
 * ```
 */
export function cosineDecay(rate: number, options: DecayOptions): Schedule {
  const { steps, final = 0 } = readDecay('cosineDecay', rate, options);
  return (step) => {
    const share = Math.min(step / steps, 1);
    return final + ((rate - final) * (1 + Math.cos(Math.PI * share))) / 2;
  };
}

/**
 * Rises to the first rate of `schedule` in `steps` equal steps, none of them 0; then `schedule` begins,
 * at its own step 0.
 */
export function warmup(schedule: number | Schedule, steps: number): Schedule {
  const inner = asSchedule('warmup', 'schedule', schedule);
  expectPositiveInteger('warmup', 'steps', steps);
  return (step) => (step < steps ? (inner(0) * (step + 1)) / steps : inner(step - steps));
}

/** A part of `piecewise`: a rate, or a schedule that counts from `from` on. */
export interface SchedulePart {
  readonly from: number;
  readonly rate: number | Schedule;
}

const PART: OptionChecks<SchedulePart> = { from: checkedLater, rate: checkedLater };

/**
 * One part after the other, each from its own step on; the first begins at 0.
 * `piecewise([{ from: 0, rate: 0.1 }, { from: 100, rate: cosineDecay(0.1, { steps: 900 }) }])`
 */
export function piecewise(parts: readonly SchedulePart[]): Schedule {
  if (!Array.isArray(parts) || parts.length === 0) {
    throw new RangeError(expected('piecewise: parts', 'at least one', parts));
  }
  let before = -1;
  const schedules = Array.from(parts as readonly SchedulePart[], (part, i) => {
    const { from, rate } = readOptions(`piecewise: parts[${i}]`, part ?? null, PART);
    expectInteger('piecewise', `parts[${i}].from`, from);
    if (i === 0 ? from !== 0 : from <= before) {
      const what = i === 0 ? '0' : `a step after ${before}`;
      throw new RangeError(expected(`piecewise: parts[${i}].from`, what, from));
    }
    before = from;
    return { from, schedule: asSchedule('piecewise', `parts[${i}].rate`, rate) };
  });
  return (step) => {
    let i = schedules.length - 1;
    while (i > 0 && step < (schedules[i]?.from as number)) i--;
    const { from, schedule } = schedules[i] as (typeof schedules)[number];
    return schedule(step - from);
  };
}

function asSchedule(where: string, name: string, schedule: number | Schedule): Schedule {
  if (typeof schedule === 'function') return schedule;
  expectNonNegative(where, name, schedule);
  return () => schedule;
}

function readDecay(where: string, rate: number, options: DecayOptions): DecayOptions {
  const own = readOptions(where, options, DECAY);
  expectNonNegative(where, 'rate', rate);
  expectPositiveInteger(where, 'steps', own.steps);
  return own;
}
