import { random } from '@dl/core';
import type { DigitSets } from '../../data/image-set';
import { editDistance } from '../../kit/edit-distance';
import type { Score } from '../../kit/score';
import { labelOf } from '../../kit/settings';
import { drawLine, type Line } from './lines';
import { RANGES } from './parts';
import { SETTINGS } from './settings';

/** The same lines for every seed. */
export function heldLines(
  { train, test }: DigitSets,
  part: 'dev' | 'test',
  count: number,
  options?: Parameters<typeof drawLine>[3],
): Line[] {
  const rng = random(0).fold(part);
  const set = part === 'dev' ? train : test;
  return Array.from({ length: count }, (_, i) => drawLine(set, RANGES[part], rng.fold(i), options));
}

/** How well lines were read. */
export interface Errors {
  /** Lines that are right. */
  readonly lines: number;
  /** Digits put in, left out or read wrong, for each digit that is there. */
  readonly digits: number;
}

/** What was read, against what is there. */
export function errorsOf(
  found: readonly { readonly read: readonly number[] }[],
  lines: readonly Line[],
): Errors {
  const distances = lines.map(({ digits: own }, i) => editDistance(found[i]?.read ?? [], own));
  const all = lines.reduce((sum, { digits: own }) => sum + own.length, 0);
  return {
    lines: distances.filter((distance) => distance === 0).length / lines.length,
    digits: distances.reduce((sum, distance) => sum + distance, 0) / all,
  };
}

/** Both in a table. */
export function scoreOf(own: Errors, plain: Errors, part: 'dev' | 'test'): Score {
  return {
    caption: labelOf(SETTINGS.part, part),
    columns: [
      { label: { en: 'digits wrong', ja: '数字の誤り率' }, kind: 'share' },
      { label: { en: 'lines right', ja: '正しい行' }, kind: 'share' },
    ],
    rows: [
      {
        label: { en: 'cut at gaps, nearest mean', ja: '隙間で分割し平均画像と比較' },
        values: [plain.digits, plain.lines],
      },
      {
        label: { en: 'LSTM with CTC', ja: 'LSTM+CTC' },
        values: [own.digits, own.lines],
        strong: true,
      },
    ],
    figures: {
      ...{ digitErrors: own.digits, lines: own.lines },
      ...{ baselineDigitErrors: plain.digits, baselineLines: plain.lines },
    },
  };
}
