import type { Text } from '@dl/lessons';

/** The words of the page. */
export const WORDS = {
  heading: {
    en: 'A recurrent network learns to add',
    ja: 'RNN が足し算を学習する',
  },
  lead: {
    en: 'At each step of time it reads one bit of both numbers, the lowest first, and outputs one bit of their sum. The carry must be kept in its hidden state.',
    ja: '各時刻に2つの数のビットを下位から1つずつ読み、和のビットを1つ出力します。次の桁への繰り上がりは、隠れ状態に保持しなければなりません。',
  },
  sum: { en: 'One sum, bit by bit', ja: '足し算の様子' },
  sumNote: {
    en: 'A pair that the network never trains on. The strip under a bit is how sure the network is that it is 1.',
    ja: '学習に使わない組です。ビットの下の帯は、そのビットが 1 である確率を表します。',
  },
  pair: { en: 'Pair {n} of {count}', ja: '{count} 組中 {n} 組目' },
  previous: { en: 'Previous pair', ja: '前の組' },
  next: { en: 'Next pair', ja: '次の組' },
  place: { en: 'place', ja: '桁' },
  carry: { en: 'carry', ja: '繰り上がり' },
  wanted: { en: 'sum', ja: '正しい和' },
  predicted: { en: 'network', ja: '予測' },
  mark: { en: 'right?', ja: '正誤' },
  right: { en: 'right', ja: '正' },
  wrong: { en: 'wrong', ja: '誤' },
  isRight: { en: 'Right in every bit', ja: '全ビット正解' },
  isWrongOne: { en: '1 bit wrong', ja: '1 ビット不正解' },
  isWrong: { en: '{n} bits wrong', ja: '{n} ビット不正解' },
  exact: { en: 'Held-out pairs with every bit right', ja: '全ビット正解の割合(テスト用の組)' },
  lossNote: {
    en: 'Cross-entropy, mean over bits. A coin toss has 0.693.',
    ja: '交差エントロピー(ビット平均)。でたらめな予測では 0.693 です。',
  },
  hidden: { en: 'Hidden state over time', ja: '隠れ状態の時間変化' },
  hiddenNote: {
    en: 'Each row is a hidden unit, each column a step of time, of the pair above. Units that follow the carry appear as training goes on.',
    ja: '行は隠れユニット、列は時刻です(上の組を入力)。学習が進むと、繰り上がりに対応するユニットが現れます。',
  },
  unit: { en: 'Unit', ja: 'ユニット' },
  time: { en: 'Time', ja: '時刻' },
  gradient: { en: 'Gradient through time', ja: '時間をさかのぼる勾配' },
  gradientNote: {
    en: 'How much the loss at the last step T depends on the hidden state at step t. Where it falls to the left it vanishes, where it rises it explodes. Dashed: networks before training. A line ends where float32 does.',
    ja: '最後の時刻 T の損失が、時刻 t の隠れ状態にどれだけ依存するかを表します。左へ向かって小さくなれば勾配消失、大きくなれば勾配爆発です。破線は学習前のネットワークです。float32 で表せない小さな値は描かれません。',
  },
  gradientTime: { en: 'Step t', ja: '時刻 t' },
  thisNetwork: { en: 'this network now', ja: 'このネットワーク(現在)' },
  untrained: { en: '{name}, untrained', ja: '{name}(学習前)' },
} satisfies Record<string, Text>;
