import { adam, cosineDecay, random } from '@dl/core';
import { Hred, linearKlWeight, Vhred } from '@dl/seq2seq';
import { contestRun } from '../../kit/contest';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import type { Text } from '../../kit/text';
import { batcher, type Corpus, corpusOf, madeDialogues } from './corpus';
import { diversity, latentUse } from './measure';
import { perplexitiesOf } from './perplexities';
import type { DialogueParts } from './read-dialogues';
import { type Answered, answer } from './replies';
import { sceneOf } from './scene';
import { type Found, type Nets, scoreOf } from './score';
import type { DialogueValues } from './settings';
import type { DialogueView } from './view';

/** The norm that a gradient is cut to. */
const CLIP = 1;

/** Held-out dialogues that a page measures at once. */
const MEASURED = 12;

/** Models of dialogues in training. */
export interface DialogueRun extends LessonRun<DialogueView> {
  readonly nets: Nets;
  readonly names: Readonly<Record<keyof Nets, Text>>;
  /** What each answers in the middle of a held-out dialogue: the likeliest reply, then drawn ones. */
  answers(): Promise<Answered>;
  update(values: DialogueValues): void;
  view(): Promise<DialogueView>;
}

/** Reads or makes dialogues, and makes the models. */
export async function start(values: DialogueValues, { seed }: LessonContext): Promise<DialogueRun> {
  let now = values;
  const { dialogues: path, words, longest, steps, part, freeBits, wordDropout } = values;
  const corpus = await corpusOf(path === '' ? madeDialogues() : await dialoguesOf(path), {
    ...{ words, longest },
  });
  const { eos, parts } = corpus;
  const rng = random(seed);
  const nets = makeNets(corpus, values, seed);
  const batches = batcher(parts.train, values.batch, eos, rng.fold('order'));
  const held = parts[part].filter(({ length }) => length > 1).slice(0, values.test);
  const beta = linearKlWeight({ steps: Math.ceil(steps / 2) });

  return {
    ...contestRun<Hred | Vhred, ReturnType<typeof batches>>({
      models: nets,
      optimizer: () => adam({ learningRate: cosineDecay(values.learningRate, { steps }) }),
      rng: rng.fold('data'),
      steps,
      batches: ({ step }) => batches(step),
      // #region loss
      loss: (net, dialogues, { step, rng }) => {
        if (net instanceof Hred) return net.loss(dialogues);
        const help = { beta: beta(step), freeBits, wordDropout };
        return net.loss(dialogues, { rng, ...help });
      },
      // #endregion loss
      clip: () => CLIP,
    }),
    nets,
    names: {
      seq2seq: { en: 'seq2seq (last utterance)', ja: 'Seq2Seq(直前の発話)' },
      hred: { en: 'HRED', ja: 'HRED' },
      vhred: { en: 'VHRED', ja: 'VHRED' },
    },
    lossLabel: { en: 'nats per token', ja: '1トークンあたりのナット' },
    about: aboutOf(path, corpus),
    answers: () => answer(nets, corpus, { dialogues: held, rng: rng.fold('replies') }),
    update(next) {
      now = next;
    },
    async view() {
      const { samples } = values;
      const measured = { dialogues: held.slice(0, MEASURED), rng: rng.fold('view'), samples };
      return {
        ...(await sceneOf(nets, corpus, { ...now, dialogues: held, rng: rng.fold('replies') })),
        perplexity: await perplexitiesOf(nets, eos, measured),
        words: corpus.vocabulary.size,
      };
    },
    async score(signal) {
      const { hred, vhred } = nets;
      const own = rng.fold('score');
      const importance = { rng: own.fold('importance'), samples: values.samples };
      const all = { dialogues: held, ...importance, signal };
      const perplexity = await perplexitiesOf(nets, eos, all);
      const drawing = { sos: corpus.sos, eos, temperature: 1 };
      const found: Found = {
        seq2seqPerplexity: perplexity.seq2seq,
        hredPerplexity: perplexity.hred,
        vhredPerplexity: perplexity.vhred,
        ...(await latentUse(vhred, held, eos, own.fold('latent'), signal)),
        hredDistinct2: await diversity(hred, held, { ...drawing, rng: own.fold('drawn') }),
        vhredDistinct2: await diversity(vhred, held, { ...drawing, rng: own.fold('drawn') }),
      };
      return scoreOf(found, nets, part);
    },
  };
}

/** Those of a file, which Node reads. */
async function dialoguesOf(path: string): Promise<DialogueParts> {
  const { readDialogues } = await import('./read-dialogues');
  return readDialogues(path);
}

function makeNets(corpus: Corpus, values: DialogueValues, seed: number): Nets {
  const { sos, unk, vocabulary } = corpus;
  const { hidden, latent: latentSize, embedding: embeddingSize } = values;
  const words = vocabulary.size;
  // #region models
  const own = { sos, unk, embeddingSize };
  const options = () => ({ ...own, rng: random(seed).fold('weights') });
  return {
    // The same layers, which see the last utterance only.
    seq2seq: new Hred(words, hidden, { ...options(), window: 1 }),
    hred: new Hred(words, hidden, options()),
    vhred: new Vhred(words, hidden, { ...options(), latentSize }),
  };
  // #endregion models
}

function aboutOf(path: string, { parts, vocabulary }: Corpus): Text[] {
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
      en: `${train} dialogues to train, ${held} held out; ${vocabulary.size} words`,
      ja: `学習 ${train} 対話、評価用 ${held} 対話、語彙 ${vocabulary.size} 語`,
    },
  ];
}
