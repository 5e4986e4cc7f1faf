import { defineLesson } from '../../kit/lesson';
import { SETTINGS } from './settings';

/** A GPT learns a book letter by letter, and writes on from a prompt. */
export const writing = defineLesson({
  id: 'writing',
  topic: 'transformer',
  title: {
    en: 'A character GPT: reads a book, and writes on from your prompt',
    ja: '文字単位のGPT: 本を読み、プロンプトの続きを書く',
  },
  summary: {
    en: 'the next letter of Moby Dick or of a text of yours, by a GPT (2 to 3 minutes)',
    ja: '「白鯨」や自分のテキストの次の文字をGPTで予測(2〜3分)',
  },
  settings: SETTINGS,
  presets: {
    page: {
      about: {
        en: "the playground's settings: a smaller network, the opening of the book",
        ja: 'プレイグラウンドの設定: 小さいネットワーク、本の冒頭',
      },
      values: {
        ...{ data: 'opening', layers: 2, heads: 4, width: 32, block: 32, batch: 8 },
        ...{ learningRate: 0.005, steps: 4000 },
      },
    },
  },
  small: { layers: 1, heads: 2, width: 8, block: 8, batch: 2, data: 'opening', sample: 10 },
  load: () => import('./run'),
});
