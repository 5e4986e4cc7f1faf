import type { Score, ScoreRow } from '../../kit/score';
import { labelOf } from '../../kit/settings';
import { type Text, textOf } from '../../kit/text';
import { type Measured, shareOf } from './measure';
import { PATHS } from './path';
import type { ReaderName } from './readers';
import { SETTINGS } from './settings';

/** What came of a run. */
export interface Outcome {
  /** By name, `baseline` among them. */
  readonly found: Readonly<Record<string, Measured>>;
  /** Parameters by name. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Tested, in order. */
  readonly lengths: readonly number[];
  /** Trained. */
  readonly longest: number;
}

/** The share of symbols that each network says rightly, by the length of what it reads, beside the most frequent answer. */
export function scoreOf({ found, sizes, lengths, longest }: Outcome): Score {
  const names = Object.keys(found);
  const rows = names.map((name): ScoreRow => {
    const { byLength } = found[name] as Measured;
    const shares = [...byLength.values()].map(shareOf);
    const isBaseline = name === 'baseline';
    const label = isBaseline ? BASELINE : labelOf(SETTINGS.model, name as ReaderName);
    return { label, values: [...shares, sizes[name] ?? null], strong: name === 'transformer' };
  });
  return {
    caption: { en: 'right, by length', ja: '長さごとの正解率' },
    columns: [
      ...lengths.map((length) => ({ label: lengthLabel(length, longest), kind: 'share' as const })),
      { label: { en: 'parameters', ja: 'パラメータ数' }, kind: 'count' },
    ],
    rows,
    remarks: [
      {
        en: `trained on lengths up to ${longest}; a longer one, +, is a second score`,
        ja: `学習した長さは ${longest} まで。それより長い列(+)は別の評価です`,
      },
      ...names.flatMap((name) => PATHS[name as ReaderName] ?? []),
    ],
    figures: Object.assign(
      {},
      ...names.map((name) => figuresOf(name, found[name] as Measured, sizes[name])),
    ),
  };
}

const BASELINE: Text = { en: 'most frequent answer', ja: '最も多い答え' };

function lengthLabel(length: number, longest: number): Text {
  return textOf(length > longest ? `${length}+` : `${length}`);
}

/** `convAttention16`, and `convAttentionWhole16` of rows that are right in every symbol. */
function figuresOf(
  name: string,
  { byLength, whole }: Measured,
  size?: number,
): Record<string, number> {
  const own = camel(name);
  return Object.fromEntries([
    ...[...byLength].map(([length, tally]) => [`${own}${length}`, shareOf(tally)]),
    ...[...whole].map(([length, tally]) => [`${own}Whole${length}`, shareOf(tally)]),
    ...(size === undefined ? [] : [[`${own}Parameters`, size]]),
  ]);
}

/** `conv-attention` as figures are named. */
export function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
