import { adam, cosineDecay, random } from '@dl/core';
import { Translator } from '@dl/seq2seq';
import { type PairBatch, PairBatches } from '@dl/text';
import { inParts } from '../../kit/in-parts';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import type { Text } from '../../kit/text';
import { trainingRun } from '../../kit/training';
import { corpusOf, type EncodedPair, type TranslationCorpus } from './corpus';
import { nearestSource } from './nearest-source';
import { NAMES } from './packaged';
import { messagePairs, readPairs } from './pairs';
import { scoreOf } from './score';
import type { TranslationValues } from './settings';
import type { TranslationView } from './view';

/** Sentences that are translated at once, and those that are shown. */
const [AT_ONCE, SHOWN] = [32, 5];

/** A network that learns to translate. */
export interface TranslationRun extends LessonRun<TranslationView> {
  readonly translator: Translator;
  view(): Promise<TranslationView>;
}

/** Reads the sentences, learns how to cut them, and makes the network. */
export async function start(
  values: TranslationValues,
  { seed }: LessonContext,
): Promise<TranslationRun> {
  const { pairs: path, data, direction, hidden, attention, dropout, beams, steps } = values;
  const parts =
    path === '' ? await messagePairs(data, direction) : await readPairs(path, direction);
  const corpus = await corpusOf(parts, values);
  const { train } = corpus.parts;
  const rng = random(seed);
  // #region model
  const translator = new Translator(corpus.source, corpus.target, {
    ...{ hidden, attention, dropout, maxLength: values.longest },
    rng: rng.fold('weights'),
  });
  // #endregion model
  // #region training
  const { model, ends } = translator;
  const batches = new PairBatches(
    train.map(({ ids }) => ids),
    { ...ends, tokens: values.batchTokens, rng: rng.fold('order') },
  );
  const core = trainingRun<PairBatch>({
    ...{ model, batches, steps, rng: rng.fold('data') },
    optimizer: adam({ learningRate: cosineDecay(values.learningRate, { steps }) }),
    loss: (batch, { rng }) => model.loss(batch, { training: true, rng, labelSmoothing: 0.1 }),
    clip: () => 1,
  });
  // #endregion training
  const held = rng.fold('held out').shuffle(corpus.parts[values.part]);
  const translate = async (pairs: readonly EncodedPair[]) => {
    const sources = pairs.map(({ pair: [source] }) => source);
    return (await translator.translateAll(sources, { beams })).map(({ text }) => text);
  };
  return {
    ...core,
    translator,
    lossLabel: { en: 'nats per token', ja: '1トークンあたりのナット' },
    about: aboutOf(values, corpus),
    async view() {
      const shown = held.slice(0, SHOWN);
      const translations = await translate(shown);
      return {
        sentences: shown.map(({ pair: [source, reference] }, i) => ({
          ...{ source, reference, translation: translations[i] as string },
        })),
      };
    },
    async score(signal) {
      const asked = held.slice(0, values.test);
      const translations: string[] = [];
      await inParts({ count: asked.length, size: AT_ONCE, signal }, async (from, to) => {
        translations.push(...(await translate(asked.slice(from, to))));
      });
      const done = asked.slice(0, translations.length);
      const memory = nearestSource(train.map(({ ids: [source] }) => source));
      const nearest = done.map(
        ({ ids: [source] }) => (train[memory(source)] as EncodedPair).pair[1],
      );
      const references = done.map(({ pair }) => pair[1]);
      return scoreOf({ references, translations, nearest }, values);
    },
  };
}

function aboutOf(
  { pairs: path, data, longest }: TranslationValues,
  { parts, unit, source, target, leftOut }: TranslationCorpus,
): Text[] {
  const [learnt, held, read, said] = [
    ...[parts.train.length, parts.dev.length + parts.test.length, source.size, target.size],
  ].map((n) => n.toLocaleString('en-US'));
  const cut = { words: ['words', '単語'], bytePairs: ['byte pairs', 'バイト対(BPE)'] }[unit];
  const named: Text = path === '' ? NAMES[data] : { en: `data: ${path}`, ja: `データ: ${path}` };
  const counts: Text[] = [
    {
      en: `${learnt} pairs of sentences to train, ${held} held out`,
      ja: `学習 ${learnt} 文対、評価用 ${held} 文対`,
    },
    {
      en: `${cut[0]}: ${read} to read, ${said} to say`,
      ja: `${cut[1]}: 入力側 ${read}、出力側 ${said}`,
    },
  ];
  const long: Text = {
    en: `${leftOut} pairs left out: a side is empty, or has ${longest} tokens or more`,
    ja: `空または ${longest} トークン以上の文を含む ${leftOut} 文対を除外`,
  };
  return [named, ...counts, ...(leftOut > 0 ? [long] : [])];
}
