import type { Text } from '@dl/lessons';

/** What a gate is called, and what it does. */
export interface GateWords {
  readonly title: Text;
  readonly letter: string;
  readonly note: Text;
}

/** The words of the page. */
export const WORDS = {
  heading: { en: 'Gates that remember', ja: '記憶を保つゲート' },
  lead: {
    en: 'The adding problem: a sequence of random numbers goes by, two of them are marked, and after the last step the network has to say their sum. The first number must be kept over dozens of steps.',
    ja: '加算問題:乱数の系列が順に入力され、そのうち2つに印が付いています。最後の時刻に、印の付いた2つの数の和を答えます。最初の数は数十ステップにわたって保持しなければなりません。',
  },
  lossNote: {
    en: 'Mean squared error of each batch; both networks see the same ones. Who always says 1 has 0.167.',
    ja: 'バッチごとの平均二乗誤差(両者は同じバッチで学習します)。常に 1 と答えると 0.167 です。',
  },
  diverged: { en: 'The plain RNN diverged.', ja: '単純な RNN は発散しました。' },
  lstm: { en: 'LSTM', ja: 'LSTM' },
  gru: { en: 'GRU', ja: 'GRU' },
  plain: { en: 'plain RNN', ja: '単純な RNN' },
  constant: { en: 'always 1', ja: '常に 1' },
  example: { en: 'One sequence', ja: '1つの系列' },
  exampleNote: {
    en: 'The numbers of a sequence that the networks never train on. The two marked ones are to be added.',
    ja: '学習に使わない系列です。印(▼)の付いた2つの数を足します。',
  },
  exampleChart: {
    en: '{time} numbers from 0 to 1. Marked: {first} at step {firstAt} and {second} at step {secondAt}.',
    ja: '0 から 1 までの {time} 個の数。印: 時刻 {firstAt} の {first} と時刻 {secondAt} の {second}。',
  },
  sequence: { en: 'Sequence {n} of {count}', ja: '{count} 系列中 {n} 番目' },
  previous: { en: 'Previous sequence', ja: '前の系列' },
  next: { en: 'Next sequence', ja: '次の系列' },
  sum: { en: 'sum', ja: '正しい和' },
  gates: { en: 'Gates over time', ja: 'ゲートの時間変化' },
  gatesNote: {
    en: 'Of the sequence above: each row is a hidden unit, each column a step of time, ▼ a marked step. Units that forget least stand on top: there, more and more as training goes on, the gate that writes opens at the marks, and what is remembered is held between them.',
    ja: '上の系列に対する値です。行は隠れユニット、列は時刻、▼ は印の付いた時刻です。忘れにくいユニットを上に並べています。学習が進むと、上のユニットでは、入力を取り込むゲートが印の時刻に開き、その間は記憶が保たれる様子が見られます。',
  },
  means: {
    en: 'Mean of the {n} units that forget least: {marked} at the marks, {rest} elsewhere.',
    ja: '最も忘れにくい {n} ユニットの平均: 印の時刻 {marked}、それ以外 {rest}。',
  },
  unit: { en: 'Unit', ja: 'ユニット' },
  time: { en: 'Time', ja: '時刻' },
  marked: { en: 'marked', ja: '印あり' },
} satisfies Record<string, Text>;

/** The gates of an LSTM, by the names that the cell gives them. */
export const LSTM_GATES: Readonly<Record<string, GateWords>> = {
  input: {
    title: { en: 'Input gate', ja: '入力ゲート' },
    letter: 'i',
    note: {
      en: 'How much of the candidate is written into the cell.',
      ja: '候補をセルに書き込む割合。',
    },
  },
  forget: {
    title: { en: 'Forget gate', ja: '忘却ゲート' },
    letter: 'f',
    note: {
      en: 'How much of the cell is kept: at 1 nothing is forgotten.',
      ja: 'セルの値を保つ割合。1 なら何も忘れません。',
    },
  },
  output: {
    title: { en: 'Output gate', ja: '出力ゲート' },
    letter: 'o',
    note: { en: 'How much of the cell is shown.', ja: 'セルの値を出力する割合。' },
  },
  cell: {
    title: { en: 'Cell', ja: 'セル' },
    letter: 'c',
    note: { en: 'What is remembered: f ∘ c + i ∘ g.', ja: '記憶の内容: f ∘ c + i ∘ g。' },
  },
  candidate: candidate('g'),
};

/** Those of a GRU. */
export const GRU_GATES: Readonly<Record<string, GateWords>> = {
  reset: {
    title: { en: 'Reset gate', ja: 'リセットゲート' },
    letter: 'r',
    note: {
      en: 'How much of the past the candidate sees.',
      ja: '候補の計算で過去の状態を参照する割合。',
    },
  },
  update: {
    title: { en: 'Update gate', ja: '更新ゲート' },
    letter: 'z',
    note: {
      en: 'How much of the state is replaced: at 0 nothing is forgotten.',
      ja: '状態を候補で置き換える割合。0 なら何も忘れません。',
    },
  },
  candidate: candidate('ĥ'),
  state: {
    title: { en: 'State', ja: '状態' },
    letter: 'h',
    note: {
      en: 'What is remembered: (1 − z) ∘ h + z ∘ ĥ.',
      ja: '記憶の内容: (1 − z) ∘ h + z ∘ ĥ。',
    },
  },
};

function candidate(letter: string): GateWords {
  return {
    title: { en: 'Candidate', ja: '候補' },
    letter,
    note: { en: 'What may be written.', ja: '書き込まれる候補の値。' },
  };
}
