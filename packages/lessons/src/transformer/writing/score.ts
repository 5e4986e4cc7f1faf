import type { Score } from '../../kit/score';
import { labelOf } from '../../kit/settings';
import { SETTINGS, type WritingValues } from './settings';

/** What came of a run: nats a letter. */
interface Outcome extends Pick<WritingValues, 'part'> {
  readonly parameters: number;
  readonly nats: number;
  readonly counts: number;
  /** Letters that the counts look back. */
  readonly order: number;
  /** Of a guess among all letters. */
  readonly chance: number;
}

/** Nats and bits a letter of held-out text, beside those of counts and of a guess. */
export function scoreOf({ part, parameters, nats, counts, order, chance }: Outcome): Score {
  const row = (label: { en: string; ja: string }, loss: number, strong = false) => ({
    ...{ label, values: [loss, loss / Math.LN2], strong },
  });
  return {
    caption: labelOf(SETTINGS.part, part),
    columns: [
      { label: { en: 'nats a letter', ja: 'ナット/文字' }, kind: 'number', decimals: 3 },
      { label: { en: 'bits a letter', ja: 'ビット/文字' }, kind: 'number', decimals: 3 },
    ],
    rows: [
      row({ en: 'any letter', ja: 'でたらめな予測' }, chance),
      row({ en: `counts, ${order} letters back`, ja: `${order}文字前までの頻度` }, counts),
      row({ en: 'GPT', ja: 'GPT' }, nats, true),
    ],
    figures: {
      ...{ nats, bits: nats / Math.LN2, parameters },
      ...{ countsNats: counts, countsBits: counts / Math.LN2, countsOrder: order },
    },
  };
}
