import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** A network says the part of speech of every word, with one direction and with both. */
export const tagging = defineLesson({
  id: 'tagging',
  topic: 'lstm-gru',
  title: {
    en: 'Parts of speech: one direction against both',
    ja: '品詞の推定: 一方向と双方向',
  },
  summary: {
    en: 'the part of speech of every word, with one direction and with both',
    ja: '各単語の品詞を推定します(一方向・双方向)',
  },
  settings: SETTINGS,
  small: { documents: 10, hidden: 8 },
  load: () => import('./run'),
});
