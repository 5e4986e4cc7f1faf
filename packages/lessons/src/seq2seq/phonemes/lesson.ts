import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** An encoder reads the letters of a word, a decoder says it. */
export const phonemes = defineLesson({
  id: 'phonemes',
  topic: 'seq2seq',
  title: {
    en: 'How is a word said? From letters to sounds',
    ja: '単語の発音: 文字列から音素列へ',
  },
  summary: {
    en: 'translate the letters of English words into sounds, ones it has never seen too',
    ja: '英単語の綴りを音素に翻訳します(未知の単語も)',
  },
  settings: SETTINGS,
  presets: {
    page: {
      about: {
        en: "the playground's settings: the 4,000 most frequent words",
        ja: 'プレイグラウンドの設定: 高頻度の4,000語',
      },
      values: { words: 'common', hidden: 96, batch: 64, learningRate: 0.005, steps: 20_000 },
    },
  },
  small: { words: 'common', hidden: 8, batch: 8, test: 8, beams: 2 },
  load: () => import('./run'),
});
