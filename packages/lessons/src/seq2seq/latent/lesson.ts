import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** A variational autoencoder and a plain one learn handwritten digits, and each is asked for new ones. */
export const latent = defineLesson({
  id: 'latent',
  topic: 'seq2seq',
  title: {
    en: 'Two autoencoders learn digits: only one of them can make up new ones',
    ja: '2つのオートエンコーダが数字を学ぶ: 新しい数字を生み出せるのは片方だけ',
  },
  summary: {
    en: 'digits through a narrow code: a VAE beside a plain autoencoder (1 to 2 minutes)',
    ja: '手書き数字を短い符号に: VAEと通常のオートエンコーダの比較(1〜2分)',
  },
  settings: SETTINGS,
  presets: {
    page: {
      about: {
        en: "the playground's settings: small digits, two latent units",
        ja: 'プレイグラウンドの設定: 小さい数字画像、潜在変数は2次元',
      },
      values: {
        ...{ data: 'small', latent: 2, hidden: 64, batch: 64, learningRate: 0.003 },
        ...{ steps: 5000, images: 1437, test: 360 },
      },
    },
  },
  small: { latent: 2, hidden: 16, batch: 8, images: 300, test: 20 },
  load: () => import('./run'),
});
