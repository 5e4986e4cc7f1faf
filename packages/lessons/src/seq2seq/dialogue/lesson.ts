import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** Models that see the last utterance, or the whole dialogue, learn to answer. */
export const dialogue = defineLesson({
  id: 'dialogue',
  topic: 'seq2seq',
  title: {
    en: 'Dialogues: seq2seq, HRED and VHRED answer',
    ja: '対話: Seq2Seq・HRED・VHRED の応答',
  },
  summary: {
    en: 'answer in a dialogue: from the last utterance, all of them, or a drawn plan',
    ja: '対話に応答します(直前の発話・対話全体・潜在変数)',
  },
  settings: SETTINGS,
  presets: {
    page: {
      about: {
        en: "the playground's settings: small networks, 20 held-out dialogues",
        ja: 'プレイグラウンドの設定: 小さいモデル、テスト用の対話は20',
      },
      values: {
        ...{ words: 500, embedding: 16, hidden: 32, latent: 8, batch: 4, learningRate: 0.02 },
        ...{ steps: 1200, test: 20, samples: 3 },
      },
    },
  },
  small: { hidden: 8, embedding: 4, batch: 4, test: 8, samples: 2 },
  load: () => import('./run'),
});
