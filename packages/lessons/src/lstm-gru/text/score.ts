import type { Score, ScoreRow } from '../../kit/score';
import type { TextValues } from './settings';

/** What came of a run. */
interface Outcome extends Pick<TextValues, 'part' | 'cell'> {
  readonly parameters: number;
  /** Bits per character of the network. */
  readonly bits: number;
  /** Those of the counts, by the characters that they look back. */
  readonly counts: readonly number[];
}

/** Bits per character, beside those of the counts. */
export function scoreOf({ part, cell, parameters, bits, counts }: Outcome): Score {
  const best = Math.min(...counts);
  const gap = Math.abs(bits - best).toFixed(3);
  const byCounts = counts.map((value, order): ScoreRow => {
    const label = { en: `counts of order ${order}`, ja: `${order} 次の頻度` };
    return { label, values: [value], strong: bits >= best && value === best };
  });
  return {
    caption:
      part === 'test'
        ? { en: 'held-out text', ja: 'テスト用の文章' }
        : { en: 'development text', ja: '開発用の文章' },
    columns: [
      { label: { en: 'bits per character', ja: 'ビット/文字' }, kind: 'number', decimals: 3 },
    ],
    rows: [
      ...byCounts,
      {
        label: { en: `${cell} network`, ja: `${cell} ネットワーク` },
        values: [bits],
        strong: bits < best,
      },
    ],
    remarks: [
      {
        en: `The network needs ${gap} bits ${bits < best ? 'fewer' : 'more'} than the best counts.`,
        ja: `ネットワークは最良の頻度より ${gap} ビット${bits < best ? '少なく' : '多く'}必要とします。`,
      },
    ],
    figures: {
      ...{ parameters, bits },
      ...Object.fromEntries(counts.map((value, i) => [`order${i}Bits`, value])),
    },
  };
}
