import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** One sentence: who learns what. */
export const translation = defineLesson({
  id: 'translation',
  topic: 'seq2seq',
  title: { en: 'A heading: what happens', ja: '見出し: 何をするか' },
  summary: { en: 'the same in a line of a list', ja: '一覧の1行' },
  settings: SETTINGS,
  load: () => import('./run'),
});
