import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** Search by meaning: an encoder that was trained elsewhere finds emoji, and learns to do it better. */
export const search = defineLesson({
  id: 'search',
  topic: 'transformer',
  title: {
    en: 'Search by meaning: a pretrained encoder is fine-tuned, and finds what you mean',
    ja: '意味による検索: 学習済みエンコーダをファインチューニングして探す',
  },
  summary: {
    en: 'finds emoji, or passages of a text of yours, by meaning; fine-tunes a published encoder (about a minute)',
    ja: '絵文字や自分の文章を意味で検索。公開されたエンコーダをファインチューニング(約1分)',
  },
  settings: SETTINGS,
  small: { batch: 4 },
  load: () => import('./run'),
});
