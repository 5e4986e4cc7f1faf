import { readOptions } from '@dl/core/check';
import { BLEU_OPTIONS, type BleuOptions, type Smoothing } from './bleu-options';
import { BLEU_TOKENIZERS } from './bleu-tokenizers';
import { type Compared, pairUp, type References, referenceCount, sumOf, VERSION } from './corpus';
import { countNgrams, matchesOf, totalOf } from './ngrams';
import { splitWords, withoutLastBlanks } from './python-text';

/** A BLEU score with what it is made of. */
export interface BleuScore {
  /** From 0 to 100. */
  readonly score: number;
  /** In percent, of each order of n-grams. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
  /** The words of the hypotheses, and of the references that are nearest in length. */
  readonly hypothesisLength: number;
  readonly referenceLength: number;
  /** How the score was computed, to be quoted with it: `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:…`. */
  readonly signature: string;
}

/**
 * BLEU of a corpus, as sacreBLEU 2.6 defines it:
 *
 *     BLEU = 100 · BP · exp(¼ Σ ln pₙ)      BP = min(1, exp(1 − r/c))
 *
 * pₙ is the share of the hypotheses' n-grams that a reference has too, each at most as often as there.
 *
 * ```ts
 * bleu(['the cat sat'], ['the cat sat down']).score; // one reference a sentence
 * bleu(hypotheses, [references, otherReferences], { tokenizer: 'intl' });
 * ```
 *
 * Papineni et al., 2002; Post, A Call for Clarity in Reporting BLEU Scores, 2018.
 *
 * @throws TypeError, RangeError for values that are not texts, lists of different lengths, an empty corpus, invalid options
 */
export function bleu(
  hypotheses: readonly string[],
  references: References,
  options?: BleuOptions,
): BleuScore {
  return bleuOf('bleu', pairUp('bleu', hypotheses, references), options, false);
}

/**
 * BLEU of one sentence, for which orders that it is too short for are left out (`effectiveOrder`).
 *
 * @throws as `bleu`
 */
export function sentenceBleu(
  hypothesis: string,
  references: string | readonly string[],
  options?: BleuOptions,
): BleuScore {
  const where = 'sentenceBleu';
  const lists = Array.isArray(references)
    ? (references as readonly string[]).map((reference) => [reference])
    : [references as string];
  return bleuOf(where, pairUp(where, [hypothesis], lists), options, true);
}

function bleuOf(
  where: string,
  compared: readonly Compared[],
  options: BleuOptions | undefined,
  isSentence: boolean,
): BleuScore {
  const own = { effectiveOrder: isSentence, ...readOptions(where, options, BLEU_OPTIONS) };
  const { tokenizer = '13a', lowercase = false, smoothing = 'exp' } = own;
  const score = bleuOfStatistics(sumOf(bleuStatistics(compared, own)), own);
  const usual = DEFAULT_VALUE[smoothing];
  // Smoothing without a value of its own takes none that is given.
  const value = usual === undefined ? undefined : (own.smoothingValue ?? usual);
  const signature = [
    `nrefs:${referenceCount(compared)}`,
    `case:${lowercase ? 'lc' : 'mixed'}`,
    `eff:${own.effectiveOrder ? 'yes' : 'no'}`,
    `tok:${tokenizer}`,
    `smooth:${smoothing}${value === undefined ? '' : `[${value.toFixed(2)}]`}`,
    `version:${VERSION}`,
  ].join('|');
  return { ...score, signature };
}

/** Of each sentence its length, that of the nearest reference, and of each order the right n-grams, then all of them. */
export function bleuStatistics(
  compared: readonly Compared[],
  { tokenizer = '13a', lowercase = false, maxOrder = 4 }: BleuOptions,
): number[][] {
  const wordsOf = (text: string) =>
    splitWords(
      BLEU_TOKENIZERS[tokenizer](withoutLastBlanks(lowercase ? text.toLowerCase() : text)).join(
        ' ',
      ),
    );
  return compared.map(({ hypothesis, references }) => {
    const words = wordsOf(hypothesis);
    const others = references.map(wordsOf);
    const correct: number[] = [];
    const total: number[] = [];
    for (let n = 1; n <= maxOrder; n++) {
      const own = countNgrams(words, n, ' ');
      const most = new Map<string, number>();
      for (const other of others) {
        for (const [ngram, count] of countNgrams(other, n, ' ')) {
          most.set(ngram, Math.max(most.get(ngram) ?? 0, count));
        }
      }
      correct.push(matchesOf(own, most));
      total.push(totalOf(own));
    }
    return [
      words.length,
      nearest(
        words.length,
        others.map(({ length }) => length),
      ),
    ]
      .concat(correct)
      .concat(total);
  });
}

/** Of equally near lengths the shorter. */
function nearest(length: number, lengths: readonly number[]): number {
  const away = (other: number) => Math.abs(other - length);
  return lengths.reduce((best, other) => {
    const difference = away(other) - away(best);
    return difference < 0 || (difference === 0 && other < best) ? other : best;
  });
}

const DEFAULT_VALUE: Readonly<Record<Smoothing, number | undefined>> = {
  exp: undefined,
  none: undefined,
  floor: 0.1,
  'add-k': 1,
};

/** The score of statistics, of a sentence or summed over many. */
export function bleuOfStatistics(
  statistics: readonly number[],
  { smoothing = 'exp', smoothingValue, maxOrder = 4, effectiveOrder = false }: BleuOptions,
): Omit<BleuScore, 'signature'> {
  const [hypothesisLength, referenceLength] = statistics as readonly [number, number];
  const correct = statistics.slice(2, 2 + maxOrder);
  const total = statistics.slice(2 + maxOrder);
  let brevityPenalty = 1;
  if (hypothesisLength < referenceLength) {
    brevityPenalty = hypothesisLength > 0 ? Math.exp(1 - referenceLength / hypothesisLength) : 0;
  }
  const precisions = new Array<number>(maxOrder).fill(0);
  const parts = { precisions, brevityPenalty, hypothesisLength, referenceLength };
  if (correct.every((count) => count === 0)) return { score: 0, ...parts };
  const value = smoothingValue ?? DEFAULT_VALUE[smoothing] ?? 0;
  let halves = 1;
  let orders = maxOrder;
  for (let n = 1; n <= maxOrder; n++) {
    const more = smoothing === 'add-k' && n > 1 ? value : 0;
    const right = (correct[n - 1] as number) + more;
    const all = (total[n - 1] as number) + more;
    if (all === 0) break;
    if (effectiveOrder) orders = n;
    if (right > 0) precisions[n - 1] = (100 * right) / all;
    else if (smoothing === 'exp') {
      halves *= 2;
      precisions[n - 1] = 100 / (halves * all);
    } else if (smoothing === 'floor') precisions[n - 1] = (100 * value) / all;
  }
  let sum = 0;
  for (const precision of precisions.slice(0, orders)) sum += Math.log(precision);
  return { score: brevityPenalty * Math.exp(sum / orders), ...parts };
}
