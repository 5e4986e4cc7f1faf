import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** An encoder reads a Japanese sentence, a decoder says it in English, or the other way round. */
export const translation = defineLesson({
  id: 'translation',
  topic: 'seq2seq',
  title: {
    en: 'Translation between Japanese and English',
    ja: '日本語と英語の機械翻訳',
  },
  summary: {
    en: 'translate sentences: messages of a compiler, or pairs of your own',
    ja: '文を翻訳します(コンパイラーのメッセージ、または手元の対訳)',
  },
  settings: SETTINGS,
  small: { hidden: 8, vocabulary: 400, batchTokens: 400, test: 4, beams: 2 },
  load: () => import('./run'),
});
