import { expected } from '../check/describe';
import { expectInteger } from '../check/number';
import { type OptionCheck, type OptionChecks, oneOf, readOptions } from '../check/options';
import type { ConfusionMatrix } from './confusion-matrix';

/** How well one class, or several on average, are found. */
export interface ClassificationScores {
  /** tp / (tp + fp): how many of what was taken for the class belong to it. */
  readonly precision: number;
  /** tp / (tp + fn): how many of the class were found. */
  readonly recall: number;
  /** 2 tp / (2 tp + fp + fn), the harmonic mean of both. */
  readonly f1: number;
  /** How many rows have a label of the class. */
  readonly support: number;
}

export interface ScoreOptions {
  /**
   * `macro` (default): the mean over classes; `weighted`: the same, each by its support; `micro`: of all
   * counts together; `binary`: those of the class `positive`, of two.
   */
  average?: 'macro' | 'weighted' | 'micro' | 'binary';
  /** Of `binary`. Default 1. */
  positive?: number;
  /** What 0 / 0 counts as: 0 (default) or 1. */
  zeroDivision?: 0 | 1;
}

interface Counts {
  tp: number;
  fp: number;
  fn: number;
}

const expectZeroDivision: OptionCheck = (where, name, value) => {
  if (value === 0 || value === 1) return;
  throw new RangeError(expected(`${where}: ${name}`, '0 or 1', value));
};

const OPTIONS: OptionChecks<ScoreOptions> = {
  average: oneOf(['macro', 'weighted', 'micro', 'binary']),
  positive: (where, name, value) => expectInteger(where, name, value as number, 0, 1),
  zeroDivision: expectZeroDivision,
};

const BY_CLASS: OptionChecks<ByClassOptions> = { zeroDivision: expectZeroDivision };

type ByClassOptions = Pick<ScoreOptions, 'zeroDivision'>;

/**
 * Precision, recall and F1 over the classes of `matrix`, as scikit-learn. Classes that are neither label
 * nor prediction of any row are left out of means.
 *
 * @throws RangeError for an invalid option, and for `binary` of other than two classes; TypeError for an unknown option
 */
export function classificationScores(
  matrix: ConfusionMatrix,
  options?: ScoreOptions,
): ClassificationScores {
  const where = 'classificationScores';
  const own = readOptions(where, options, OPTIONS);
  const { average = 'macro', positive = 1, zeroDivision = 0 } = own;
  const counts = countsOf(where, matrix);
  if (average === 'binary') {
    if (matrix.classes !== 2) {
      throw new RangeError(expected(`${where}: average`, '"binary" for 2 classes', matrix.classes));
    }
    return scoresOf(counts[positive] as Counts, zeroDivision);
  }
  const present = counts.filter(({ tp, fp, fn }) => tp + fp + fn > 0);
  if (average === 'micro')
    return scoresOf(present.reduce(plus, { tp: 0, fp: 0, fn: 0 }), zeroDivision);
  const scores = present.map((own) => scoresOf(own, zeroDivision));
  const weights = scores.map(({ support }) => (average === 'macro' ? 1 : support));
  const mean = (name: 'precision' | 'recall' | 'f1') => {
    const total = scores.reduce((sum, own, i) => sum + own[name] * (weights[i] as number), 0);
    return ratio(total, sumOf(weights), zeroDivision);
  };
  return {
    precision: mean('precision'),
    recall: mean('recall'),
    f1: mean('f1'),
    support: sumOf(scores.map(({ support }) => support)),
  };
}

/**
 * Precision, recall and F1 of each class.
 *
 * @throws RangeError for a `zeroDivision` that is neither 0 nor 1, TypeError for an unknown option
 */
export function scoresByClass(
  matrix: ConfusionMatrix,
  options?: ByClassOptions,
): ClassificationScores[] {
  const { zeroDivision = 0 } = readOptions('scoresByClass', options, BY_CLASS);
  return countsOf('scoresByClass', matrix).map((counts) => scoresOf(counts, zeroDivision));
}

function countsOf(where: string, matrix: ConfusionMatrix): Counts[] {
  const { counts, classes } = matrix ?? {};
  if (!(counts instanceof Float64Array)) {
    throw new TypeError(expected(`${where}: matrix`, 'a ConfusionMatrix', matrix));
  }
  return Array.from({ length: classes }, (_, own) => {
    const tp = counts[own * classes + own] as number;
    let fp = -tp;
    let fn = -tp;
    for (let other = 0; other < classes; other++) {
      fp += counts[other * classes + own] as number;
      fn += counts[own * classes + other] as number;
    }
    return { tp, fp, fn };
  });
}

function scoresOf({ tp, fp, fn }: Counts, zeroDivision: number): ClassificationScores {
  return {
    precision: ratio(tp, tp + fp, zeroDivision),
    recall: ratio(tp, tp + fn, zeroDivision),
    f1: ratio(2 * tp, 2 * tp + fp + fn, zeroDivision),
    support: tp + fn,
  };
}

function ratio(a: number, b: number, zeroDivision: number): number {
  return b === 0 ? zeroDivision : a / b;
}

function plus(a: Counts, b: Counts): Counts {
  return { tp: a.tp + b.tp, fp: a.fp + b.fp, fn: a.fn + b.fn };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
