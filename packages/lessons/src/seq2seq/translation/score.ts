import { type BleuOptions, bleu, chrf } from '@dl/text';
import type { Score } from '../../kit/score';
import { labelOf } from '../../kit/settings';
import { textOf } from '../../kit/text';
import type { Direction } from './pairs';
import { SETTINGS, type TranslationValues } from './settings';

/** How BLEU cuts what is said: English by 13a without case, Japanese by `Intl.Segmenter`. */
export const BLEU: Readonly<Record<Direction, BleuOptions>> = {
  'ja-en': { tokenizer: '13a', lowercase: true },
  'en-ja': { tokenizer: 'ja-segmenter' },
};

/** Translations of the same sentences. */
export interface Said {
  readonly references: readonly string[];
  readonly translations: readonly string[];
  /** Those of the baseline. */
  readonly nearest: readonly string[];
}

/** How good translations are; NaN of none. */
function qualityOf(translations: readonly string[], { references }: Said, direction: Direction) {
  if (references.length === 0) return { bleu: Number.NaN, chrf: Number.NaN, signature: '' };
  const { score, signature } = bleu(translations, references, BLEU[direction]);
  return { bleu: score, chrf: chrf(translations, references).score, signature };
}

/** BLEU and chrF of the network and of the baseline. */
export function scoreOf(said: Said, { direction, part }: TranslationValues): Score {
  const ours = qualityOf(said.translations, said, direction);
  const plain = qualityOf(said.nearest, said, direction);
  return {
    caption: labelOf(SETTINGS.part, part),
    columns: [
      { label: textOf('BLEU'), kind: 'number', decimals: 1 },
      { label: textOf('chrF2'), kind: 'number', decimals: 1 },
    ],
    rows: [
      {
        label: { en: 'the nearest sentence it learnt', ja: '最も近い学習文の訳' },
        values: [plain.bleu, plain.chrf],
      },
      {
        label: { en: 'seq2seq', ja: 'Seq2Seq' },
        ...{ values: [ours.bleu, ours.chrf], strong: true },
      },
    ],
    remarks: [textOf(`BLEU: ${ours.signature}`)],
    figures: {
      ...{ bleu: ours.bleu, chrf: ours.chrf, count: said.references.length },
      ...{ baselineBleu: plain.bleu, baselineChrf: plain.chrf },
    },
  };
}
