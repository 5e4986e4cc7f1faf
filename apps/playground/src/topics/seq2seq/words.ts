import type { Text } from '@dl/lessons';

/** The words of the page. */
export const WORDS = {
  heading: { en: 'From spelling to sounds', ja: '綴りから発音へ' },
  lead: {
    en: 'An encoder reads the letters of an English word, a decoder says it, sound by sound. It learns here, in your browser, from 3,200 words; type one that it has never seen. The sounds are those of ARPAbet: “TH” as in “thin”, “IY” as in “see”.',
    ja: 'エンコーダが英単語の綴りを読み、デコーダが音素を1つずつ出力します。このブラウザの中で、約3,200語から学習します。未知の単語も入力してみてください。音素は ARPAbet 表記です(TH は thin、IY は see の音)。',
  },
  word: { en: 'A word of yours', ja: '単語を入力する' },
  wordNote: {
    en: 'The tree shows what the beam search has found: ways to say the word, and how likely the network thinks each is. Ways that begin alike share their beginning.',
    ja: 'ビームサーチで見つかった候補を木で表します。数値は各候補の確率です。先頭が共通の候補は枝を共有します。',
  },
  examples: { en: 'Words to try', ja: '例' },
  tree: { en: 'Ways to say “{word}”', ja: '「{word}」の発音の候補' },
  empty: {
    en: 'Type a word of the letters a to z.',
    ja: 'a から z の文字で単語を入力してください。',
  },
  attention: { en: 'Where it looks', ja: '注目している文字' },
  attentionNote: {
    en: 'Each row is a sound that it says, each column a letter of the word; the last row is the end. A row sums to 1.',
    ja: '行は出力する音素、列は単語の文字です。最後の行は終わりの記号で、各行の和は 1 です。',
  },
  none: {
    en: 'Without attention the last state of the encoder is all that the decoder knows of the word.',
    ja: 'アテンションなしでは、エンコーダの最後の状態だけがデコーダに渡ります。',
  },
  sound: { en: 'Sound', ja: '音素' },
  letter: { en: 'Letter', ja: '文字' },
  end: { en: 'end', ja: '終' },
  held: { en: 'Words it has never seen', ja: '学習していない単語' },
  heldNote: {
    en: 'Held out before training. A word counts as right if the dictionary has just that way to say it.',
    ja: '学習前に取り分けた単語です。辞書の発音のいずれかと完全に一致したものを正解とします。',
  },
  spelt: { en: 'word', ja: '単語' },
  said: { en: 'said as', ja: '出力' },
  right: { en: 'right', ja: '正解' },
  wrong: { en: 'wrong', ja: '不正解' },
  lossNote: {
    en: 'Cross-entropy, nats per sound. A guess among all 39 sounds and the end has {guess}.',
    ja: '交差エントロピー(1音素あたりのナット)。39音素と終端からのでたらめな予測では {guess} です。',
  },
  share: {
    en: 'Held-out words that it says right ({errors} of their sounds are wrong)',
    ja: '学習していない単語の正答率(音素の誤り率 {errors})',
  },
} satisfies Record<string, Text>;

/** Words to try. */
export const EXAMPLES = ['typescript', 'kubernetes', 'shakespeare', 'thoughtful', 'zeitgeist'];
