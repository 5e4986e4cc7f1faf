import { adam, cosineDecay, parameterCount, random } from '@dl/core';
import { Hred } from '@dl/seq2seq';
import { contestRun } from '../../kit/contest';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import type { Score } from '../../kit/score';
import { labelOf } from '../../kit/settings';
import type { Text } from '../../kit/text';
import { batcher, corpusOf, madeDialogues } from './corpus';
import { likelihood } from './measure';
import { readDialogues } from './read-dialogues';
import { type Answered, answer } from './replies';
import { type DialogueValues, SETTINGS } from './settings';

/** The norm that a gradient is cut to. */
const CLIP = 1;

/** What is in training. */
type Nets = Readonly<Record<'seq2seq' | 'hred', Hred>>;

/** Models of dialogues in training. */
export interface DialogueRun extends LessonRun {
  readonly nets: Nets;
  readonly names: Readonly<Record<keyof Nets, Text>>;
  /** What each answers in the middle of a held-out dialogue: the likeliest reply, then drawn ones. */
  answers(): Promise<Answered>;
}

/** Reads or makes dialogues, and makes the models. */
export async function start(values: DialogueValues, { seed }: LessonContext): Promise<DialogueRun> {
  const { dialogues: path, words, longest, embedding, hidden, batch, steps, part, test } = values;
  const corpus = await corpusOf(path === '' ? madeDialogues() : await readDialogues(path), {
    ...{ words, longest },
  });
  const { vocabulary, sos, eos, unk, parts } = corpus;
  const rng = random(seed);
  // #region models
  const sizes = { sos, unk, embeddingSize: embedding };
  const nets: Nets = {
    // The same network with the same weights to learn, which sees the last utterance only.
    seq2seq: new Hred(vocabulary.size, hidden, { ...sizes, window: 1, rng: rng.fold('weights') }),
    hred: new Hred(vocabulary.size, hidden, { ...sizes, rng: rng.fold('weights') }),
  };
  // #endregion models
  const batches = batcher(parts.train, batch, eos, rng.fold('order'));
  const held = parts[part].filter(({ length }) => length > 1).slice(0, test);

  return {
    ...contestRun({
      models: nets,
      optimizer: () => adam({ learningRate: cosineDecay(values.learningRate, { steps }) }),
      rng: rng.fold('data'),
      steps,
      batches: ({ step }) => batches(step),
      loss: (net, dialogues) => net.loss(dialogues),
      clip: () => CLIP,
    }),
    nets,
    names: {
      seq2seq: { en: 'seq2seq (last utterance)', ja: 'Seq2Seq(直前の発話)' },
      hred: { en: 'HRED', ja: 'HRED' },
    },
    lossLabel: { en: 'nats per token', ja: '1トークンあたりのナット' },
    about: aboutOf(path, corpus.parts, vocabulary.size),
    answers: () => answer(nets, corpus, { dialogues: held, rng: rng.fold('replies') }),
    async score(signal) {
      const found: Partial<Record<keyof Nets, number>> = {};
      for (const name of ['seq2seq', 'hred'] as const) {
        const { perToken } = await likelihood(held, eos, (own) => nets[name].replyNll(own), signal);
        found[name] = Math.exp(perToken);
      }
      return scoreOf(found as Record<keyof Nets, number>, nets, part);
    },
  };
}

function aboutOf(
  path: string,
  parts: Awaited<ReturnType<typeof corpusOf>>['parts'],
  words: number,
): Text[] {
  const [train, held] = [parts.train, [...parts.dev, ...parts.test]].map(({ length }) =>
    length.toLocaleString('en-US'),
  );
  return [
    path === ''
      ? {
          en: 'data: dialogues that a grammar makes, about a table in a restaurant: nobody has said them',
          ja: 'データ: 文法規則で生成した、レストラン予約の対話(実際の対話ではありません)',
        }
      : { en: `data: ${path}`, ja: `データ: ${path}` },
    {
      en: `${train} dialogues to train, ${held} held out; ${words} words`,
      ja: `学習 ${train} 対話、評価用 ${held} 対話、語彙 ${words} 語`,
    },
  ];
}

/** Perplexity of each, and how large they are. */
function scoreOf(
  found: Readonly<Record<keyof Nets, number>>,
  nets: Nets,
  part: DialogueValues['part'],
): Score {
  const change = found.hred / found.seq2seq - 1;
  const size = parameterCount(nets.hred);
  const percent = `${Math.abs(100 * change).toFixed(1)} %`;
  return {
    caption: labelOf(SETTINGS.part, part),
    columns: [
      { label: { en: 'perplexity', ja: 'パープレキシティ' }, kind: 'number', decimals: 3 },
      { label: { en: 'parameters', ja: 'パラメータ数' }, kind: 'count' },
    ],
    rows: [
      {
        label: { en: 'seq2seq, last utterance only', ja: 'Seq2Seq(直前の発話のみ)' },
        values: [found.seq2seq, parameterCount(nets.seq2seq)],
      },
      { label: { en: 'HRED', ja: 'HRED' }, values: [found.hred, size], strong: true },
    ],
    remarks: [
      {
        en: `The perplexity of HRED is ${percent} ${change < 0 ? 'lower' : 'higher'}.`,
        ja: `HRED のパープレキシティは ${percent} ${change < 0 ? '低く' : '高く'}なりました。`,
      },
    ],
    figures: { seq2seqPerplexity: found.seq2seq, hredPerplexity: found.hred, parameters: size },
  };
}
