import * as common from '../../kit/common-settings';
import { choice, number, type TextSpec, type Values } from '../../kit/settings';

const pairs: TextSpec = {
  kind: 'text',
  label: { en: 'File or folder of pairs', ja: '対訳のファイルまたはフォルダー' },
  hint: {
    en: 'A file of lines of English and Japanese with a tab between, or a folder with train.tsv, dev.tsv and test.tsv. None: messages of a compiler',
    ja: '英語と日本語をタブで区切った行のファイル、または train.tsv・dev.tsv・test.tsv のあるフォルダー。省略時はコンパイラーのメッセージ',
  },
  ...{ only: 'terminal', most: 4096, fallback: '', quiet: true },
};

/** The settings of the lesson. */
export const SETTINGS = {
  pairs,
  direction: choice(['Direction', '翻訳の向き'], {
    hint: [
      'ja-en reads the second column and says the first, en-ja the other way round',
      '翻訳の向き。ja-en は2列目から1列目へ、en-ja はその逆',
    ],
    options: { 'ja-en': ['Japanese to English', '日英'], 'en-ja': ['English to Japanese', '英日'] },
    fallback: 'ja-en',
  }),
  unit: choice(['Sentences are cut into', '文の分割単位'], {
    hint: [
      'auto: words where the Japanese has blanks between words, else byte pairs',
      '文の分割単位。auto は、日本語が分かち書きなら単語、そうでなければバイト対(BPE)',
    ],
    options: {
      auto: ['what fits the data', 'データに合わせる'],
      words: ['words', '単語'],
      bytePairs: ['byte pairs', 'バイト対(BPE)'],
    },
    ...{ fallback: 'auto', quiet: true },
  }),
  vocabulary: number(['Byte pairs of a language', '各言語のバイト対の語彙数'], {
    ...{ ticks: [500, 1000, 2000, 4000, 8000], low: 300, high: 100_000, fallback: 2000 },
  }),
  attention: choice(['Attention', 'アテンション'], {
    hint: [
      'Attention: general, or none: the last state is all that the decoder knows of the sentence',
      'アテンション。general(あり)または none(最後の状態だけを渡す)',
    ],
    options: { general: ['general', 'あり(general)'], none: ['none', 'なし'] },
    fallback: 'general',
  }),
  hidden: common.hidden({ ticks: [32, 64, 128, 256, 512], low: 2, fallback: 256 }),
  dropout: number(['Dropout', 'ドロップアウト率'], {
    ...{ ticks: [0, 0.1, 0.2, 0.3, 0.5], high: 0.99, whole: false, fallback: 0.2 },
  }),
  learningRate: common.firstRate({ fallback: 0.004 }),
  batchTokens: number(['Tokens of a batch', '1バッチのトークン数'], {
    hint: [
      'The most tokens of a batch, both sides and padding included',
      '1バッチの最大トークン数(両言語とパディングを含む)',
    ],
    ...{ ticks: [500, 1000, 2000, 4000], low: 300, high: 100_000, fallback: 1000 },
  }),
  beams: number(['Beams', 'ビーム幅'], {
    ...{ ticks: [1, 2, 3, 5, 8], low: 1, high: 64, fallback: 5, quiet: true },
  }),
  part: common.part(
    ['held-out sentences', 'テスト用の文'],
    ['development sentences', '開発用の文'],
  ),
  test: common.tests(['Sentences to test on', 'テストする文の数'], { fallback: 500 }),
  steps: common.steps({ fallback: 900 }),
} as const;

/** Their values. */
export type TranslationValues = Values<typeof SETTINGS>;
