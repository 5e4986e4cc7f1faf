import type { Text } from '@dl/lessons';

/** The words of the page. */
export const WORDS = {
  heading: { en: 'A GPT that you can look into', ja: '中をのぞけるGPT' },
  lead: {
    en: 'A GPT reads the opening of Moby Dick, letter by letter, here in your browser, and writes while it learns. Change the prompt, follow a letter through the network, pick a head of attention and switch it off.',
    ja: '「白鯨」の冒頭を1文字ずつ読むGPTが、このブラウザの中で学習しながら文章を書きます。プロンプトを変えたり、1つの文字をネットワークの中で追ったり、アテンションのヘッドを選んで止めたりできます。',
  },
  writes: { en: 'What it writes', ja: '生成される文章' },
  writesNote: {
    en: 'Each letter is drawn from the network’s probabilities for the next one. A low temperature favours likely letters; a low top-p leaves out unlikely ones.',
    ja: '次に来る文字の確率に従って、1文字ずつ抽選します。温度を下げると確率の高い文字が選ばれやすくなり、top-p を下げると確率の低い文字が除かれます。',
  },
  since: { en: 'Written from step {step} on.', ja: 'ステップ {step} 以降に書いた文章です。' },
  earlier: { en: 'The passage before, from step {step} on', ja: '前の文章(ステップ {step} から)' },
  unknown: {
    en: 'These letters are not in the book and are skipped: {letters}',
    ja: '本にない文字は無視されます: {letters}',
  },
  held: {
    en: 'nats per letter on text that it has never seen. Counting what follows the last {order} letters gives {counts}.',
    ja: '学習していない文章での1文字あたりのナット(直前の{order}文字に続く文字の頻度では {counts})',
  },
  network: { en: 'A letter on its way through the network', ja: 'ネットワークを通る1文字' },
  networkNote: {
    en: 'Choose a letter of the prompt, and a head. Each strip shows the residual stream, {width} numbers; attention and the feed-forward network each add to it. To its right is the next letter if the network ended there. The picture of a head shows where each letter of the prompt looks: a row per letter.',
    ja: 'プロンプトの文字とヘッドを選んでください。帯は残差ストリーム({width}個の数値)で、アテンションと順伝播層がそれぞれ値を加えます。右端は、そこで出力した場合の次の文字です。ヘッドの図は、プロンプトの各文字がどこに注目しているかを、1文字につき1行で表します。',
  },
  lettersOf: { en: 'Letters of the prompt', ja: 'プロンプトの文字' },
  embedded: { en: 'letter + position', ja: '文字+位置' },
  attended: { en: 'attention {n}', ja: 'アテンション {n}' },
  fed: { en: 'feed-forward {n}', ja: '順伝播層 {n}' },
  headsOf: { en: 'Heads of layer {n}', ja: '層 {n} のヘッド' },
  headShort: { en: 'Head {head}', ja: 'ヘッド {head}' },
  head: { en: 'Layer {layer}, head {head}', ja: '層 {layer}、ヘッド {head}' },
  next: { en: 'The next letter', ja: '次の文字' },
  nextNote: {
    en: 'Softmax of the logits behind “{letter}”.',
    ja: '「{letter}」の次の文字の確率(ロジットのソフトマックス)。',
  },
  truth: { en: 'In the prompt “{letter}” follows.', ja: 'プロンプトでは「{letter}」が続きます。' },
  look: { en: 'Query, keys, values: {head}', ja: 'クエリ・キー・バリュー: {head}' },
  lookNote: {
    en: 'The query q of “{letter}” is multiplied by the key k of every letter up to it. Softmax turns the scores into weights that sum to 1, and the weights mix the values v. {mixed}',
    ja: '「{letter}」のクエリ q と、そこまでの各文字のキー k の内積を、ソフトマックスで合計 1 の重みにし、その重みでバリュー v を混ぜ合わせます。{mixed}',
  },
  mixedOff: {
    en: 'The head is off: it adds nothing.',
    ja: 'このヘッドは停止中で、何も加えません。',
  },
  letter: { en: 'letter', ja: '文字' },
  key: { en: 'key k', ja: 'キー k' },
  score: { en: 'q · k × {scale}', ja: 'q · k × {scale}' },
  weight: { en: 'weight', ja: '重み' },
  weights: { en: 'Weights', ja: '重み' },
  value: { en: 'value v', ja: 'バリュー v' },
  query: { en: 'query q', ja: 'クエリ q' },
  sum: { en: 'weighted sum', ja: '加重和' },
  without: {
    en: 'Held-out loss with this head {whole}, without it {without}: {change}.',
    ja: '学習していない文章での損失: このヘッドあり {whole}、なし {without}(差 {change})。',
  },
  map: { en: 'All weights: {head}', ja: 'すべての重み: {head}' },
  mapNote: {
    en: 'Each row is a letter of the prompt; its columns show how much weight it gives to itself and to earlier letters. A row sums to 1.',
    ja: '行は注目する文字、列は注目される文字(自分か、それより前)です。各行の和は 1 です。',
  },
  from: { en: 'From', ja: '注目する文字' },
  to: { en: 'To', ja: '注目される文字' },
  lossNote: {
    en: 'Cross-entropy in nats per letter. Guessing among all letters gives about 4.2.',
    ja: '交差エントロピー(1文字あたりのナット)。でたらめな予測では約 4.2 です。',
  },
} satisfies Record<string, Text>;
