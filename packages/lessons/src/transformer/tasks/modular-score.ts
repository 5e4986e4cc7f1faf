import type { Score, ScoreRow } from '../../kit/score';
import { labelOf } from '../../kit/settings';
import type { ReaderName } from './readers';
import { camel } from './score';
import { SETTINGS } from './settings';
import type { Moment } from './tasks-run';

/** The share from which sums count as known. */
export const KNOWN = 0.99;

/** What came of a run. */
interface Outcome {
  readonly last: Moment;
  readonly history: readonly Moment[];
  /** Parameters by name. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Those to learn from, and those that were held out. */
  readonly sums: readonly [train: readonly number[], held: readonly number[]];
}

/** The first step from which on a share was `KNOWN` or more at least once; null: none was. */
export function firstStep(
  history: readonly Moment[],
  side: 'train' | 'held',
  name: string,
): number | null {
  return history.find((moment) => (moment[side][name] ?? 0) >= KNOWN)?.step ?? null;
}

/** Sums that are right, of pairs to learn from and of those held out, and when each was known. */
export function modularScore({ last, history, sizes, sums }: Outcome): Score {
  const names = Object.keys(sizes);
  const most = mostFrequent(sums[0]);
  const guess = sums.map((own) => own.filter((sum) => sum === most).length / own.length);
  const rows = names.map((name): ScoreRow => {
    const values = [
      ...[last.train[name] ?? null, last.held[name] ?? null],
      ...[firstStep(history, 'train', name), firstStep(history, 'held', name)],
      sizes[name] ?? null,
    ];
    return {
      label: labelOf(SETTINGS.model, name as ReaderName),
      values,
      strong: name === 'transformer',
    };
  });
  const figures = names.map((name, i) => {
    const [train, held, knownAt, grokkedAt, parameters] = rows[i]?.values ?? [];
    const own = { train, held, knownAt, grokkedAt, parameters };
    return Object.entries(own).map(([what, value]) => [
      `${camel(name)}${what.charAt(0).toUpperCase()}${what.slice(1)}`,
      value ?? null,
    ]);
  });
  return {
    caption: { en: 'right sums', ja: '正しい和の割合' },
    columns: [
      { label: { en: 'learnt from', ja: '学習用' }, kind: 'share' },
      { label: { en: 'held out', ja: 'テスト用' }, kind: 'share' },
      { label: { en: '99% at step', ja: '99%に達したステップ' }, kind: 'count' },
      { label: { en: 'held out at', ja: '同(テスト用)' }, kind: 'count' },
      { label: { en: 'parameters', ja: 'パラメータ数' }, kind: 'count' },
    ],
    rows: [
      {
        label: { en: 'most frequent answer', ja: '最も多い答え' },
        values: [...guess, null, null, null],
      },
      ...rows,
    ],
    figures: {
      baselineHeld: guess[1] as number,
      ...Object.fromEntries(figures.flat()),
    },
  };
}

function mostFrequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}
