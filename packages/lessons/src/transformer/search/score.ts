import type { Score } from '../../kit/score';
import { labelOf } from '../../kit/settings';
import type { Found } from './rank';
import { SETTINGS, type SearchValues } from './settings';

/** What came of a run. */
interface Outcome extends Pick<SearchValues, 'part'> {
  /** Names among which each is looked for. */
  readonly names: number;
  readonly letters: Found;
  readonly published: Found;
  readonly trained: Found;
}

/** How often a description finds its name, by letters, by the published encoder, and by the trained one. */
export function scoreOf({ part, names, letters, published, trained }: Outcome): Score {
  const row = (label: { en: string; ja: string }, found: Found, strong = false) => ({
    ...{ label, values: [found.first, found.ten, found.reciprocal], strong },
  });
  const chance = { first: 1 / names, ten: 10 / names, reciprocal: harmonic(names) / names };
  return {
    caption: labelOf(SETTINGS.part, part),
    columns: [
      { label: { en: 'found first', ja: '1位' }, kind: 'share' },
      { label: { en: 'among the first 10', ja: '10位以内' }, kind: 'share' },
      { label: { en: 'mean 1 / rank', ja: '平均逆順位' }, kind: 'number', decimals: 3 },
    ],
    rows: [
      row({ en: 'any name', ja: 'でたらめ' }, chance),
      row({ en: 'letters in common', ja: '文字の一致' }, letters),
      row({ en: 'encoder as published', ja: '公開エンコーダ' }, published),
      row({ en: 'encoder, fine-tuned', ja: 'ファインチューニング後' }, trained, true),
    ],
    figures: {
      ...{ first: trained.first, ten: trained.ten, reciprocal: trained.reciprocal },
      ...{ publishedFirst: published.first, publishedTen: published.ten },
      ...{ publishedReciprocal: published.reciprocal },
      ...{ lettersFirst: letters.first, lettersTen: letters.ten, names },
    },
  };
}

function harmonic(n: number): number {
  let sum = 0;
  for (let i = 1; i <= n; i++) sum += 1 / i;
  return sum;
}
