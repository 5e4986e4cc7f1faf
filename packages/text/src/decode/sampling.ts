import type { Rng } from '@dl/core';
import {
  checkedLater,
  expected,
  expectPositive,
  expectPositiveInteger,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';

export interface SamplingOptions {
  /** Draws the tokens; each row has a stream of its own. Required. */
  rng: Rng;
  /** Divides the logits: under 1 likely tokens are likelier. Default 1. */
  temperature?: number;
  /** Draws from the so many likeliest tokens (Fan et al., 2018). Default: all. */
  topK?: number;
  /** Draws from the fewest tokens that have this probability together (Holtzman et al., 2020). Default 1, all. */
  topP?: number;
  /** Draws from tokens of at least this share of the likeliest one's probability (Nguyen et al., 2024). Default 0, all. */
  minP?: number;
}

const expectShare = (where: string, name: string, value: unknown, rule = '(0, 1]'): void => {
  const isIn = typeof value === 'number' && value >= 0 && value <= 1;
  if (isIn && (value > 0 || rule === '[0, 1]')) return;
  throw new RangeError(expected(`${where}: ${name}`, `a number in ${rule}`, value));
};

const OPTIONS: OptionChecks<SamplingOptions> = {
  rng: checkedLater,
  temperature: (where, name, value) => expectPositive(where, name, value as number),
  topK: (where, name, value) => expectPositiveInteger(where, name, value as number),
  topP: (where, name, value) => expectShare(where, name, value),
  minP: (where, name, value) => expectShare(where, name, value, '[0, 1]'),
};

/** Reads the options of sampling; the caller checks `rng`. */
export function readSampling(where: string, options: SamplingOptions): SamplingOptions {
  return readOptions(where, options, OPTIONS);
}

/**
 * The probabilities of a row of logits, filtered in this order: temperature, `topK`, `topP`, `minP`; those that are left sum to 1.
 * Of equally likely tokens those of the lower ids are kept.
 */
export function filteredProbabilities(
  logits: ArrayLike<number>,
  { temperature = 1, topK = Infinity, topP = 1, minP = 0 }: Omit<SamplingOptions, 'rng'>,
): Float64Array {
  const n = logits.length;
  let most = -Infinity;
  for (let i = 0; i < n; i++) most = Math.max(most, logits[i] as number);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const logit = logits[i] as number;
    // Of infinite logits the others have no chance.
    weights[i] = logit === most ? 1 : Math.exp((logit - most) / temperature);
  }
  if (most === -Infinity) weights.fill(0);
  if (topK < n || topP < 1) keepLikeliest(weights, topK, topP);
  if (minP > 0) for (let i = 0; i < n; i++) if ((weights[i] as number) < minP) weights[i] = 0;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += weights[i] as number;
  if (sum > 0) for (let i = 0; i < n; i++) weights[i] = (weights[i] as number) / sum;
  return weights;
}

function keepLikeliest(weights: Float64Array, topK: number, topP: number): void {
  const all = Uint32Array.from(weights, (_, i) => i).filter((i) => (weights[i] as number) > 0);
  const order = all.sort((a, b) => (weights[b] as number) - (weights[a] as number) || a - b);
  const likely = order.subarray(0, Math.min(order.length, topK));
  let sum = 0;
  for (const i of likely) sum += weights[i] as number;
  let kept = 0;
  for (let passed = 0; kept < likely.length && passed < topP * sum; kept++) {
    passed += weights[likely[kept] as number] as number;
  }
  for (let i = Math.max(1, kept); i < order.length; i++) weights[order[i] as number] = 0;
}

/** The token at which the sum of probabilities passes `point` of [0, 1); undefined if all are 0. */
export function drawToken(probabilities: Float64Array, point: number): number | undefined {
  let last: number | undefined;
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) {
    if (probabilities[i] === 0) continue;
    sum += probabilities[i] as number;
    last = i;
    if (point < sum) return i;
  }
  // Rounding may leave the sum below 1.
  return last;
}
