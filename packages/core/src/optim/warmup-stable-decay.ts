import { expected } from '../check/describe';
import { expectInteger, expectNonNegative, expectPositiveInteger } from '../check/number';
import { type OptionChecks, oneOf, readOptions } from '../check/options';
import type { Schedule } from './schedule';

interface WarmupStableDecayOptions {
  readonly steps: number;
  readonly warmup?: number;
  readonly decay?: number;
  readonly final?: number;
  readonly shape?: Shape;
}

/** How much of the way from the rate to its end is left, by the share of the decay that has passed. */
const SHAPES = {
  sqrt: (share: number) => 1 - Math.sqrt(share),
  linear: (share: number) => 1 - share,
  cosine: (share: number) => (1 + Math.cos(Math.PI * share)) / 2,
} as const;

type Shape = keyof typeof SHAPES;

const OPTIONS: OptionChecks<WarmupStableDecayOptions> = {
  steps: expectPositiveInteger,
  warmup: expectInteger,
  decay: expectInteger,
  final: expectNonNegative,
  shape: oneOf(Object.keys(SHAPES) as Shape[]),
};

/**
 * Rises to `rate` in `warmup` (0) equal steps, none of them 0, stays there, and falls to `final` (0) in the last `decay` (a fifth) of
 * `steps`, where it remains. While it is stable a run may be prolonged, or branched off to an end, which a cosine does not allow.
 *
 *     sqrt: final + (rate − final) (1 − √s),  linear: … (1 − s),  cosine: … (1 + cos πs) / 2,  s the share of the decay
 *
 * Hu et al., MiniCPM, 2024. Hägele et al., Scaling laws and compute-optimal training beyond fixed training durations, 2024 (`sqrt`, the
 * default).
 *
 * @throws RangeError for a number out of range, or more steps of warm-up and decay than `steps`; TypeError for an invalid option
 *
 * @example
 * ```ts
 * const rate = warmupStableDecay(0.001, { steps: 1000, warmup: 50, decay: 200 });
 * adam({ learningRate: rate });
 * ```
 */
export function warmupStableDecay(rate: number, options: WarmupStableDecayOptions): Schedule {
  const where = 'warmupStableDecay';
  const own = readOptions(where, options, OPTIONS);
  expectNonNegative(where, 'rate', rate);
  expectPositiveInteger(where, 'steps', own.steps);
  const { steps, warmup = 0, final = 0, shape = 'sqrt' } = own;
  expectInteger(where, 'warmup', warmup, 0, steps);
  const { decay = Math.min(Math.ceil(steps / 5), steps - warmup) } = own;
  expectInteger(where, 'decay', decay, 0);
  if (warmup + decay > steps) {
    throw new RangeError(
      expected(`${where}: decay`, `at most ${steps - warmup}, steps − warmup`, decay),
    );
  }
  const left = SHAPES[shape];
  return (step) => {
    if (step < warmup) return (rate * (step + 1)) / warmup;
    if (step < steps - decay) return rate;
    return step >= steps ? final : final + (rate - final) * left((step - steps + decay) / decay);
  };
}
