import type { Text } from '@dl/lessons';

/** The words of the page. */
export const WORDS = {
  heading: { en: 'Three models answer one dialogue', ja: '1つの対話に3つのモデルが応答' },
  lead: {
    en: 'All three learn here, in your browser, from 3,000 dialogues about a table in a restaurant. A grammar makes these dialogues: nobody has said them. The seq2seq sees the last utterance only; HRED and VHRED see all of them, and VHRED first draws a plan of its reply, z.',
    ja: 'レストラン予約の対話3,000件から、このブラウザの中で3つのモデルが学習します。対話は文法規則で生成したもので、実際の会話ではありません。Seq2Seq は直前の発話だけ、HRED と VHRED は対話全体を読みます。VHRED はさらに応答の計画 z を抽選してから応答します。',
  },
  dialogue: { en: 'A held-out dialogue', ja: '学習に使っていない対話' },
  dialogueNote: {
    en: 'Choose an answer of the system, on the right: the models answer in its place, from what stands above it.',
    ja: '右側の発話(システム)を選ぶと、モデルがその発話の代わりに、それより上の発話から応答します。',
  },
  which: { en: 'Dialogue {at} of {count}', ja: '対話 {at} / {count}' },
  previous: { en: 'The dialogue before', ja: '前の対話' },
  next: { en: 'The next dialogue', ja: '次の対話' },
  user: { en: 'user', ja: '利用者' },
  system: { en: 'system', ja: 'システム' },
  yours: { en: 'what you typed', ja: '入力した発話' },
  unknown: {
    en: 'No model knows: {words}.',
    ja: '語彙にない単語: {words}',
  },
  known: {
    en: 'In place of what the user says last. They know {count} words, such as: italian, oslo, six, noon, address.',
    ja: '利用者の最後の発話を置き換えます。語彙は {count} 語です(italian、oslo、six、noon、address など)。',
  },
  answers: { en: 'What each answers', ja: '各モデルの応答' },
  truth: { en: 'In the dialogue: “{text}”', ja: '実際の応答: 「{text}」' },
  noTruth: {
    en: 'What would be right is not known: the user’s words are yours.',
    ja: '入力した発話に対する正解の応答はありません。',
  },
  seq2seq: { en: 'Seq2seq', ja: 'Seq2Seq' },
  hred: { en: 'HRED', ja: 'HRED' },
  vhred: { en: 'VHRED', ja: 'VHRED' },
  seq2seqNote: { en: 'sees the last utterance', ja: '直前の発話だけを読む' },
  hredNote: { en: 'sees the whole dialogue', ja: '対話全体を読む' },
  vhredNote: { en: 'sees it, and draws z', ja: '対話全体を読み、z を抽選する' },
  perplexity: { en: 'perplexity', ja: 'パープレキシティ' },
  likeliest: { en: 'Likeliest', ja: '最も確率の高い応答' },
  drawnWords: { en: 'Drawn, word by word', ja: '単語ごとに抽選' },
  drawnCodes: { en: 'Of three different z', ja: '異なる3つの z から' },
  drawAgain: { en: 'Draw others', ja: '抽選し直す' },
  silent: { en: '(says nothing)', ja: '(無言)' },
  perplexityNote: {
    en: 'Perplexity: among how many words, all equally likely, the next one would be as hard to guess. Of the replies in 12 held-out dialogues; always guessing among all words has {count}. VHRED’s is estimated from 3 codes a reply, and so a little too high.',
    ja: 'パープレキシティは、次の単語の予測が何語からの等確率の選択に相当するかを表します(テスト用の12対話の応答)。全語彙から等確率で選ぶと {count} です。VHRED は応答あたり3つの z による推定値で、やや高めになります。',
  },
  lossNote: {
    en: 'Nats a token, of the batch just trained on. VHRED’s holds its KL divergence too, whose weight β rises from 0 to 1 over 600 steps.',
    ja: '学習中のバッチの1トークンあたりのナット数。VHRED の損失には KL も含まれ、その重み β は600ステップかけて0から1に増えます。',
  },
} satisfies Record<string, Text>;
