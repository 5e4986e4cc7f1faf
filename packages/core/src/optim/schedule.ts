import { expected } from '../check/describe';
import {
  expectInteger,
  expectNonNegative,
  expectPositive,
  expectPositiveInteger,
} from '../check/number';

/** The learning rate of a step; the first step is 0. */
export type Schedule = (step: number) => number;

/** The same rate at every step. */
export function constant(rate: number): Schedule {
  expectNonNegative('constant', 'rate', rate);
  return () => rate;
}

/** `rate` · factor^⌊step / every⌋: falls to a `factor` (0.1) of itself after each `every` steps. */
export function stepDecay(
  rate: number,
  { every, factor = 0.1 }: { readonly every: number; readonly factor?: number },
): Schedule {
  expectNonNegative('stepDecay', 'rate', rate);
  expectPositiveInteger('stepDecay', 'every', every);
  expectPositive('stepDecay', 'factor', factor);
  return (step) => rate * factor ** Math.floor(step / every);
}

/** `rate` · factor^(step / steps): smoothly to a `factor` of itself in `steps` (1). */
export function exponentialDecay(
  rate: number,
  { factor, steps = 1 }: { readonly factor: number; readonly steps?: number },
): Schedule {
  expectNonNegative('exponentialDecay', 'rate', rate);
  expectPositive('exponentialDecay', 'factor', factor);
  expectPositiveInteger('exponentialDecay', 'steps', steps);
  return (step) => rate * factor ** (step / steps);
}

/** From `rate` to `final` (0) on a straight line in `steps`; then it stays there. */
export function linearDecay(
  rate: number,
  { steps, final = 0 }: { readonly steps: number; readonly final?: number },
): Schedule {
  checkDecay('linearDecay', rate, steps, final);
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
 */
export function cosineDecay(
  rate: number,
  { steps, final = 0 }: { readonly steps: number; readonly final?: number },
): Schedule {
  checkDecay('cosineDecay', rate, steps, final);
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

/**
 * One part after the other, each from its own step on; the first begins at 0.
 * `piecewise([{ from: 0, rate: 0.1 }, { from: 100, rate: cosineDecay(0.1, { steps: 900 }) }])`
 */
export function piecewise(parts: readonly SchedulePart[]): Schedule {
  if (!Array.isArray(parts) || parts.length === 0) {
    throw new RangeError(expected('piecewise: parts', 'at least one', parts));
  }
  const schedules = parts.map(({ from, rate }, i) => {
    expectInteger('piecewise', `parts[${i}].from`, from);
    const before = i === 0 ? -1 : (parts[i - 1] as SchedulePart).from;
    if (i === 0 ? from !== 0 : from <= before) {
      const what = i === 0 ? '0' : `a step after ${before}`;
      throw new RangeError(expected(`piecewise: parts[${i}].from`, what, from));
    }
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

function checkDecay(where: string, rate: number, steps: number, final: number): void {
  expectNonNegative(where, 'rate', rate);
  expectPositiveInteger(where, 'steps', steps);
  expectNonNegative(where, 'final', final);
}
