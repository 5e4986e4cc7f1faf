import { expectFlag } from '../check/choice';
import { expectFraction, expectPositive, expectPositiveInteger } from '../check/number';
import { checkedLater, type OptionChecks } from '../check/options';
import type { Rng } from '../random/random';
import { expectTargets, type LoraTargets } from './targets';

/** How a model is adapted. */
export interface LoraOptions {
  /** Draws A; B is 0 at first. */
  rng: Rng;
  /** r, how many columns A has: 4 to 64 as a rule. */
  rank: number;
  /** The change is multiplied by alpha / rank. Default: rank. */
  alpha?: number;
  /** Which layers, or columns of layers. */
  targets: LoraTargets;
  /** The share of inputs of A that is dropped after `train(rng)`. Default 0. */
  dropout?: number;
  /** Multiply by alpha / √rank, so that a high rank learns as well. Default false. */
  rsLora?: boolean;
}

/** Their checks. */
export const LORA_OPTIONS: OptionChecks<LoraOptions> = {
  rng: checkedLater,
  rank: expectPositiveInteger,
  alpha: expectPositive,
  targets: expectTargets,
  dropout: expectFraction,
  rsLora: expectFlag,
};

/** What an adapter was made with, as PEFT's `adapter_config.json` has it. */
export interface LoraConfig {
  readonly rank: number;
  readonly alpha: number;
  readonly dropout: number;
  readonly rsLora: boolean;
  /** Paths of what is adapted. */
  readonly targets: readonly string[];
}

/** s */
export function scaleOf({ alpha, rank, rsLora }: LoraConfig): number {
  return alpha / (rsLora ? Math.sqrt(rank) : rank);
}
