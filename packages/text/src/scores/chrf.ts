import {
  expectFlag,
  expectInteger,
  expectPositive,
  expectPositiveInteger,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { type Compared, pairUp, type References, referenceCount, sumOf, VERSION } from './corpus';
import { countNgrams, matchesOf, totalOf } from './ngrams';
import { splitWords } from './python-text';

export interface ChrfOptions {
  /** The longest runs of characters. Default 6. */
  characterOrder?: number;
  /** The longest runs of words. Default 0, chrF; 2 is chrF++. */
  wordOrder?: number;
  /** How much more recall counts than precision. Default 2. */
  beta?: number;
  /** Whether upper and lower case are the same. Default false. */
  lowercase?: boolean;
  /** Whether blanks are characters. Default false. */
  whitespace?: boolean;
  /** Smooths each order as chrF++.py does, instead of leaving out orders that a sentence is too short for. Default false. */
  epsilonSmoothing?: boolean;
}

/** The checks of these options. */
export const CHRF_OPTIONS: OptionChecks<ChrfOptions> = {
  characterOrder: (where, name, value) => expectPositiveInteger(where, name, value as number, 64),
  wordOrder: (where, name, value) => expectInteger(where, name, value as number, 0, 64),
  beta: expectPositive,
  lowercase: expectFlag,
  whitespace: expectFlag,
  epsilonSmoothing: expectFlag,
};

/** A chrF score. */
export interface ChrfScore {
  /** From 0 to 100. */
  readonly score: number;
  /** `chrF2`, `chrF2++`. */
  readonly name: string;
  /** How the score was computed: `nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:…`. */
  readonly signature: string;
}

/**
 * chrF of a corpus, as sacreBLEU 2.6 defines it: the F-score of runs of characters, with precision and recall averaged over their lengths.
 * With `wordOrder: 2` it is chrF++. Of several references the best one counts. It needs no words, so it serves any language.
 *
 *     chrF = 100 · (1 + β²) · P · R / (β² P + R)
 *
 * Popović, chrF, 2015; chrF++, 2017.
 *
 * @throws as `bleu`
 */
export function chrf(
  hypotheses: readonly string[],
  references: References,
  options?: ChrfOptions,
): ChrfScore {
  return chrfOf('chrf', pairUp('chrf', hypotheses, references), options);
}

/** chrF of one sentence. @throws as `bleu` */
export function sentenceChrf(
  hypothesis: string,
  references: string | readonly string[],
  options?: ChrfOptions,
): ChrfScore {
  const where = 'sentenceChrf';
  const lists = Array.isArray(references)
    ? (references as readonly string[]).map((reference) => [reference])
    : [references as string];
  return chrfOf(where, pairUp(where, [hypothesis], lists), options);
}

function chrfOf(
  where: string,
  compared: readonly Compared[],
  options: ChrfOptions | undefined,
): ChrfScore {
  const own = readOptions(where, options, CHRF_OPTIONS);
  const { characterOrder = 6, wordOrder = 0, beta = 2 } = own;
  const signature = [
    `nrefs:${referenceCount(compared)}`,
    `case:${own.lowercase ? 'lc' : 'mixed'}`,
    `eff:${own.epsilonSmoothing ? 'no' : 'yes'}`,
    `nc:${characterOrder}`,
    `nw:${wordOrder}`,
    `space:${own.whitespace ? 'yes' : 'no'}`,
    `version:${VERSION}`,
  ].join('|');
  const score = chrfOfStatistics(sumOf(chrfStatistics(compared, own)), own);
  return { score, name: `chrF${beta}${'+'.repeat(wordOrder)}`, signature };
}

/** Of each sentence, for each order, the n-grams of the hypothesis, of the reference that fits best, and of both. */
export function chrfStatistics(compared: readonly Compared[], options: ChrfOptions): number[][] {
  return compared.map(({ hypothesis, references }) => {
    const own = ngramsOf(hypothesis, options);
    let best: number[] = [];
    let most = -1;
    for (const reference of references) {
      const statistics = ngramsOf(reference, options).flatMap((others, i) => {
        const counts = own[i] as Map<string, number>;
        return [others.size > 0 ? totalOf(counts) : 0, totalOf(others), matchesOf(counts, others)];
      });
      const score = chrfOfStatistics(statistics, options);
      if (score > most) [best, most] = [statistics, score];
    }
    return best;
  });
}

function ngramsOf(
  text: string,
  { characterOrder = 6, wordOrder = 0, lowercase, whitespace }: ChrfOptions,
): Map<string, number>[] {
  const line = lowercase ? text.toLowerCase() : text;
  const characters = Array.from(whitespace ? line : splitWords(line).join(''));
  const words = wordOrder > 0 ? splitWords(line).flatMap(withoutPunctuation) : [];
  const orders = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
  return [
    ...orders(characterOrder).map((n) => countNgrams(characters, n, '')),
    ...orders(wordOrder).map((n) => countNgrams(words, n, ' ')),
  ];
}

const PUNCTUATION = /[!-/:-@[-`{-~]/;

/** A word and the punctuation at its end or, if there is none, at its start. */
function withoutPunctuation(word: string): string[] {
  const characters = Array.from(word);
  if (characters.length === 1) return [word];
  const [first, last] = [characters[0] as string, characters.at(-1) as string];
  if (PUNCTUATION.test(last)) return [word.slice(0, -1), last];
  return PUNCTUATION.test(first) ? [first, word.slice(1)] : [word];
}

/** The score of statistics, of a sentence or summed over many. */
export function chrfOfStatistics(
  statistics: readonly number[],
  { characterOrder = 6, wordOrder = 0, beta = 2, epsilonSmoothing = false }: ChrfOptions,
): number {
  const tiny = 1e-16;
  const factor = beta ** 2;
  const orders = characterOrder + wordOrder;
  let [smoothed, precisions, recalls, effective] = [0, 0, 0, 0];
  for (let i = 0; i < orders; i++) {
    const [own, others, both] = statistics.slice(3 * i, 3 * i + 3) as [number, number, number];
    const precision = own > 0 ? both / own : tiny;
    const recall = others > 0 ? both / others : tiny;
    const below = factor * precision + recall;
    smoothed += below > 0 ? ((1 + factor) * precision * recall) / below : tiny;
    if (own === 0 || others === 0) continue;
    precisions += precision;
    recalls += recall;
    effective++;
  }
  if (epsilonSmoothing) return (100 * smoothed) / orders;
  if (precisions + recalls === 0) return 0;
  const [precision, recall] = [precisions / effective, recalls / effective];
  return (100 * (1 + factor) * precision * recall) / (factor * precision + recall);
}
