import type { Rng } from '@dl/core';
import {
  checkedLater,
  expectPositiveInteger,
  expectRng,
  type OptionChecks,
  oneOf,
  readOptions,
} from '@dl/core/check';
import { bleuOfStatistics, bleuStatistics } from './bleu';
import { BLEU_OPTIONS, type BleuOptions } from './bleu-options';
import { CHRF_OPTIONS, type ChrfOptions, chrfOfStatistics, chrfStatistics } from './chrf';
import { pairUp, type References, sumOf } from './corpus';

export interface PairedBootstrapOptions {
  /** Draws the resamples. Required. */
  rng: Rng;
  /** What is compared. Default `bleu`. */
  metric?: 'bleu' | 'chrf';
  /** How many resamples are drawn. Default 1000. */
  samples?: number;
  /** Of the metric. */
  bleu?: BleuOptions;
  chrf?: ChrfOptions;
}

/** What a comparison found. */
export interface BootstrapResult {
  readonly baseline: BootstrapScore;
  readonly system: BootstrapScore;
  /** The probability of a difference this large by chance alone; below 0.05 it is usually called significant. */
  readonly p: number;
}

/** A score with its spread. */
export interface BootstrapScore {
  readonly score: number;
  /** The mean over resamples, and half the width of the interval that holds 95% of them. */
  readonly mean: number;
  readonly interval: number;
}

const OPTIONS: OptionChecks<PairedBootstrapOptions> = {
  rng: checkedLater,
  metric: oneOf(['bleu', 'chrf']),
  samples: (where, name, value) => expectPositiveInteger(where, name, value as number, 2 ** 20),
  bleu: checkedLater,
  chrf: checkedLater,
};

/**
 * Tests whether a system is really better than a baseline: both are scored on the same sentences, drawn again and again with replacement
 * (Koehn, 2004), with the two-sided p of sacreBLEU's `--paired-bs`.
 *
 * ```ts
 * const { p } = pairedBootstrap(ofBaseline, ofSystem, references, { rng: random(1) });
 * ```
 *
 * @throws as `bleu`
 */
export function pairedBootstrap(
  baseline: readonly string[],
  system: readonly string[],
  references: References,
  options: PairedBootstrapOptions,
): BootstrapResult {
  const where = 'pairedBootstrap';
  const own = readOptions(where, options, OPTIONS);
  expectRng(where, own.rng);
  const { metric = 'bleu', samples = 1000, rng } = own;
  const bleu = readOptions(`${where}: bleu`, own.bleu, BLEU_OPTIONS);
  const chrf = readOptions(`${where}: chrf`, own.chrf, CHRF_OPTIONS);
  const pairs = [baseline, system].map((hypotheses) => pairUp(where, hypotheses, references));
  const statistics = pairs.map((compared) =>
    metric === 'bleu' ? bleuStatistics(compared, bleu) : chrfStatistics(compared, chrf),
  );
  const scoreOf = (sums: readonly number[]) =>
    metric === 'bleu' ? bleuOfStatistics(sums, bleu).score : chrfOfStatistics(sums, chrf);
  const count = baseline.length;
  // One resample is in memory at a time.
  function* draws(): Generator<Int32Array> {
    const draw = new Int32Array(count);
    for (let i = 0; i < samples; i++) yield draw.map(() => rng.int(0, count));
  }
  return comparedBy(statistics as [number[][], number[][]], scoreOf, draws());
}

/** The comparison by given resamples: of each the numbers of its sentences. */
export function comparedBy(
  [baseline, system]: readonly [number[][], number[][]],
  scoreOf: (sums: readonly number[]) => number,
  draws: Iterable<ArrayLike<number>>,
): BootstrapResult {
  const [before, after]: [number[], number[]] = [[], []];
  for (const draw of draws) {
    const scoreBy = (statistics: number[][]) =>
      scoreOf(sumOf(Array.from(draw, (i) => statistics[i] as number[])));
    before.push(scoreBy(baseline));
    after.push(scoreBy(system));
  }
  const real = [scoreOf(sumOf(baseline)), scoreOf(sumOf(system))] as const;
  const differences = after.map((score, i) => Math.abs(score - (before[i] as number)));
  const mean = meanOf(differences);
  const difference = Math.abs(real[0] - real[1]);
  const further = differences.filter((own) => own - mean > difference).length;
  return {
    baseline: spread(real[0], before),
    system: spread(real[1], after),
    p: (further + 1) / (before.length + 1),
  };
}

function spread(score: number, scores: readonly number[]): BootstrapScore {
  const sorted = [...scores].sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 40);
  const [low, high] = [sorted[cut] as number, sorted[sorted.length - cut - 1] as number];
  return { score, mean: meanOf(scores), interval: (high - low) / 2 };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
