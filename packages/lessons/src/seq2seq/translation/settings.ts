import * as common from '../../kit/common-settings';
import { choice, number, type TextSpec, type Values } from '../../kit/settings';

/** The most tokens of a sentence, with its end, where nothing else is said: pairs with a longer one are left out. */
export const LONGEST = 100;

const pairs: TextSpec = {
  kind: 'text',
  label: { en: 'File or folder of pairs', ja: '対訳のファイルまたはフォルダー' },
  hint: {
    en: 'A file of lines of English and Japanese with a tab between, or a folder with train.tsv, dev.tsv and test.tsv. Instead of data',
    ja: '英語と日本語をタブで区切った行のファイル、または train.tsv・dev.tsv・test.tsv のあるフォルダー。data の代わりに使う',
  },
  ...{ only: 'terminal', most: 4096, fallback: '', quiet: true },
};

/** The settings of the lesson. */
export const SETTINGS = {
  data: choice(['Sentences', '文'], {
    hint: [
      'Out of npm packages: messages of the TypeScript compiler, messages of the editor VS Code, names of emoji and other signs',
      'npm パッケージの対訳。TypeScript コンパイラーのメッセージ、エディター VS Code のメッセージ、絵文字や記号の名前',
    ],
    options: {
      all: ['all of them', 'すべて'],
      typescript: ['messages of a compiler', 'コンパイラーのメッセージ'],
      editor: ['messages of an editor', 'エディターのメッセージ'],
      emoji: ['names of emoji', '絵文字の名前'],
    },
    fallback: 'typescript',
  }),
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
  longest: number(['Longest sentence', '最長の文'], {
    hint: [
      'The most tokens of a sentence, with its end; pairs with a longer one are left out',
      '文末記号を含む1文の最大トークン数。これより長い文を含む文対は除く',
    ],
    ...{ ticks: [10, 20, 40, LONGEST], low: 2, high: 1000, fallback: LONGEST, quiet: true },
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
