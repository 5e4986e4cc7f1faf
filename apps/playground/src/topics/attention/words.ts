import type { Text } from '@dl/lessons';

/** The words of the page. */
export const WORDS = {
  heading: { en: 'Attention finds what a word stands for', ja: 'アテンションが指示対象を見つける' },
  lead: {
    en: 'For a pronoun the right answer is the nearest earlier noun that agrees with it, which is the whole rule of this toy language; for any other word it is the word itself. The answer is read through the attention weights alone, so they show where the network looked.',
    ja: '1層のアテンションが文を読み、各単語の指すものを答えます。この小さな人工言語では、代名詞は手前にある一致する名詞のうち最も近いものを、他の単語はそれ自身を指します。答えは重みを通してのみ得られるため、重みを見ればどこに注目したかが分かります。',
  },
  sentence: { en: 'A sentence of yours', ja: '文を入力する' },
  sentenceNote: {
    en: 'Click a word: the others are shaded by the weight that it gives them. The network learns from random sentences of a small vocabulary, here in your browser; words that it never met are underlined, and all the same to it.',
    ja: '単語を選ぶと、その単語が他の単語に与える重みを濃淡で表示します。ネットワークは小さな語彙から生成した文で、このブラウザ内で学習します。未知語には下線が付き、すべて同じ単語として扱われます。',
  },
  examples: { en: 'Sentences to try', ja: '例文' },
  wordsOf: { en: 'Words of the sentence', ja: '文の単語' },
  unknown: { en: 'unknown word', ja: '未知語' },
  weightOf: { en: 'weight {weight}', ja: '重み {weight}' },
  empty: { en: 'Type a sentence.', ja: '文を入力してください。' },
  answer: {
    en: '“{word}” stands for “{answer}”, the network says, with probability {share}.',
    ja: 'ネットワークの答え:「{word}」は「{answer}」を指す(確率 {share})。',
  },
  unknownAnswer: { en: 'a word it does not know', ja: '未知語' },
  head: { en: 'Head {n}', ja: 'ヘッド {n}' },
  numbers: { en: 'The numbers behind the weights', ja: '重みの計算過程' },
  numbersNote: {
    en: 'For “{word}” in head {head}: its query q against the key k of every word. The scale is {scale} here.',
    ja: 'ヘッド {head} の「{word}」: そのクエリ q と各単語のキー k の計算です。スケールは {scale} です。',
  },
  key: { en: 'word', ja: '単語' },
  product: { en: 'q · k', ja: 'q · k' },
  score: { en: '× scale', ja: '× スケール' },
  exponential: { en: 'e^(s − max)', ja: 'e^(s − max)' },
  weight: { en: 'weight', ja: '重み' },
  masked: { en: 'masked', ja: 'マスク' },
  total: { en: 'sum', ja: '合計' },
  weights: { en: 'All weights', ja: 'すべての重み' },
  weightsNote: {
    en: 'Of head {head}: each row is a word that looks, each column a word that is looked at. A row sums to 1.',
    ja: 'ヘッド {head} の重みです。行は注目する単語、列は注目される単語で、各行の和は 1 です。',
  },
  from: { en: 'From', ja: '元' },
  to: { en: 'To', ja: '先' },
  lossNote: {
    en: 'Cross-entropy, mean over words. A guess among all words has {guess}.',
    ja: '交差エントロピー(単語平均)。でたらめな予測では {guess} です。',
  },
  pronouns: {
    en: 'Pronouns taken for the right noun, in 128 other sentences',
    ja: '他の128文で、代名詞の指す名詞を正しく答えた割合',
  },
} satisfies Record<string, Text>;
