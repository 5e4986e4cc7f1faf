import type { Score, ScoreColumn, ScoreRow } from '../../kit/score';
import { labelOf } from '../../kit/settings';
import type { Text } from '../../kit/text';
import type { Accuracy } from './accuracy';
import type { Familiarity } from './baseline';
import { SETTINGS, type TaggingValues } from './settings';

/** A way to tag, and how well it does. */
interface Method {
  readonly accuracy: Accuracy;
  readonly name?: Text;
  /** Of its recurrent layer. */
  readonly parameters?: number;
}

/** What all have come to. */
export interface TaggingOutcome {
  readonly part: TaggingValues['part'];
  /** How many words there are of each kind. */
  readonly kinds: Readonly<Record<Familiarity, number>>;
  readonly methods: Readonly<Record<'baseline' | 'one' | 'both', Method>>;
}

const USUAL: Text = { en: "each word's most frequent tag", ja: '各単語の最頻の品詞' };

const KINDS = ['all', 'ambiguous', 'unknown', 'unambiguous'] as const;

/** Which words each method tags right, as a table and as figures. */
export function scoreOf({ part, kinds, methods }: TaggingOutcome): Score {
  const all = Object.values(methods);
  const most = Math.max(...all.map(({ accuracy }) => accuracy.all));
  const { one, both } = methods;
  const fewer = 1 - (1 - both.accuracy.all) / (1 - one.accuracy.all);
  return {
    caption: labelOf(SETTINGS.part, part),
    columns: columnsOf(kinds),
    rows: all.map(
      ({ name = USUAL, parameters = 0, accuracy }): ScoreRow => ({
        label: name,
        values: [...KINDS.map((kind) => accuracy[kind]), parameters],
        strong: accuracy.all === most,
      }),
    ),
    remarks: [remarkOf(fewer)],
    figures: Object.fromEntries(
      Object.entries(methods).flatMap(([id, { accuracy }]) => [
        [`${id}Accuracy`, accuracy.all],
        [`${id}Ambiguous`, accuracy.ambiguous],
        [`${id}Unknown`, accuracy.unknown],
      ]),
    ),
  };
}

/** The share of words that are right, with how many there are of each kind. */
function columnsOf(kinds: TaggingOutcome['kinds']): ScoreColumn[] {
  const counts = [
    kinds.ambiguous + kinds.unambiguous + kinds.unknown,
    kinds.ambiguous,
    kinds.unknown,
    kinds.unambiguous,
  ].map((count) => count.toLocaleString('en-US'));
  const labels: readonly Text[] = [
    { en: 'right of', ja: '全体' },
    { en: 'ambiguous', ja: '多義' },
    { en: 'unknown', ja: '未知語' },
    { en: 'one tag only', ja: '一義' },
  ];
  return [
    ...labels.map(({ en, ja }, i): ScoreColumn => {
      return { label: { en: `${en} ${counts[i]}`, ja: `${ja} ${counts[i]}` }, kind: 'share' };
    }),
    { label: { en: 'recurrent parameters', ja: '再帰層のパラメータ数' }, kind: 'count' },
  ];
}

function remarkOf(fewer: number): Text {
  if (!(fewer > 0)) {
    return {
      en: 'Both directions make no fewer mistakes than one.',
      ja: '双方向の誤りは一方向より少なくありません。',
    };
  }
  const percent = (Math.floor(fewer * 10_000) / 100).toFixed(2);
  return {
    en: `Both directions make ${percent} % fewer mistakes than one.`,
    ja: `双方向の誤りは一方向より ${percent} % 少なくなっています。`,
  };
}
