import {
  checkedLater,
  expected,
  expectPositive,
  expectPositiveInteger,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';

/**
 * How the angles of rotary positions are stretched, so that a model reads sequences longer than those of its training. With `factor`
 * alone every angle is divided by it (position interpolation); with all four, the slow turns alone, as Llama 3.1's
 * (`rope_type: 'llama3'` of Hugging Face's configurations).
 *
 * Chen et al., Extending context window of large language models via positional interpolation, 2023. Grattafiori et al.,
 * The Llama 3 herd of models, 2024.
 */
export interface RotaryScaling {
  /** What angles are divided by. */
  factor: number;
  /** Pairs that turn fewer times than this within `originalLength` are divided by the whole factor. `low_freq_factor`. */
  lowFrequencyFactor?: number;
  /** Pairs that turn more often than this stay as they are; between both the factor fades. `high_freq_factor`. */
  highFrequencyFactor?: number;
  /** The positions of the training. `original_max_position_embeddings`. */
  originalLength?: number;
}

// Their names come with the scaling's: they are checked below.
const FACTORS: OptionChecks<RotaryScaling> = {
  factor: checkedLater,
  lowFrequencyFactor: checkedLater,
  highFrequencyFactor: checkedLater,
  originalLength: checkedLater,
};

const BANDS = ['lowFrequencyFactor', 'highFrequencyFactor', 'originalLength'] as const;

/** A scaling that is checked. @throws RangeError or TypeError for one that is out of range, or known in part */
export function readScaling(
  where: string,
  scaling: RotaryScaling | undefined,
): RotaryScaling | undefined {
  if (scaling === undefined) return undefined;
  const own = readOptions(`${where}: scaling`, scaling, FACTORS);
  expectPositive(where, 'scaling.factor', own.factor);
  const missing = BANDS.filter((name) => own[name] === undefined);
  if (missing.length === BANDS.length) return own;
  for (const name of missing) {
    const rule = `all of ${BANDS.join(', ')} or none`;
    throw new TypeError(expected(`${where}: scaling.${name}`, rule, own[name]));
  }
  const { lowFrequencyFactor: low, ...rest } = own as Required<RotaryScaling>;
  const { highFrequencyFactor: high, originalLength } = rest;
  expectPositive(where, 'scaling.lowFrequencyFactor', low);
  expectPositive(where, 'scaling.highFrequencyFactor', high);
  expectPositiveInteger(where, 'scaling.originalLength', originalLength);
  if (low < high) return own;
  const rule = `a number over lowFrequencyFactor ${low}`;
  throw new RangeError(expected(`${where}: scaling.highFrequencyFactor`, rule, high));
}

/** The angle of each pair for one position, base^(−2 i / depth) and then scaled. `scaling` is checked. */
export function speedsOf(
  depth: number,
  base: number,
  scaling: RotaryScaling | undefined,
): Float64Array {
  const speeds = Float64Array.from({ length: depth / 2 }, (_, i) => base ** ((-2 * i) / depth));
  return scaling === undefined ? speeds : speeds.map((speed) => scaled(speed, scaling));
}

function scaled(speed: number, { factor, ...bands }: RotaryScaling): number {
  const slow = speed / factor;
  if (bands.originalLength === undefined) return slow;
  const { lowFrequencyFactor: low, highFrequencyFactor: high } = bands as Required<RotaryScaling>;
  const turns = (bands.originalLength * speed) / (2 * Math.PI);
  const kept = Math.min(1, Math.max(0, (turns - low) / (high - low)));
  return kept * speed + (1 - kept) * slow;
}
