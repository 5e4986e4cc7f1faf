import { adam, cosineDecay, dispose, parameters, random, train } from '@dl/core';
import { loadSentenceEncoder, type SentenceEmbedder } from '@dl/transformer/sentence-encoder';
import { defineStudy } from '../../kit/study';
import { contrast, type IdPair } from '../search/contrast';
import { type Described, descriptions } from '../search/descriptions';
import { cosines, type Found, foundOf } from '../search/rank';
import { trigramCosines } from '../search/trigrams';

/**
 * Shares of held-out descriptions that find their emoji first, and among the first ten, and the mean of 1 / rank: by letters in common, by
 * the published encoder, and after it was fine-tuned.
 */
export const study = defineStudy({
  full: { steps: 100, batch: 32, held: 1000, seed: 1 },
  quick: { steps: 1, batch: 2, held: 4, seed: 1 },
  async run({ steps, batch, held, seed }) {
    const { all, parts } = await descriptions();
    const test = parts.test.slice(0, held);
    // In a quick run names are few too.
    const among = all.slice(0, 10 * held).filter((one) => !test.includes(one));
    const names = [...test, ...among].map(({ name }) => name);
    const queries = test.map(({ description }) => description);
    const own = test.map((_, i) => i);
    const embedder = await loadSentenceEncoder();
    const of = async (by: SentenceEmbedder) =>
      numbersOf(foundOf(await cosines(by, queries, names), own));
    const published = await of(embedder);
    const pairs = parts.train.map(({ description, name }: Described): IdPair => {
      return [embedder.tokenizer.encode(description), embedder.tokenizer.encode(name)];
    });
    const rng = random(seed);
    const optimizer = adam({ learningRate: cosineDecay(0.0001, { steps }) });
    for await (const _ of train({
      ...{ parameters: parameters(embedder.encoder), optimizer, steps, rng: rng.fold('training') },
      batches: ({ rng }) => rng.choice(pairs, { size: batch }),
      loss: (chosen) => contrast(embedder, chosen, 0.05),
    })) {
      // Nothing is read while it trains.
    }
    const trained = await of(embedder);
    optimizer.dispose();
    dispose(embedder.encoder);
    const letters = numbersOf(foundOf(trigramCosines(queries, names), own));
    return { letters, published, trained, names: names.length, test: test.length };
  },
});

function numbersOf({ first, ten, reciprocal }: Found): number[] {
  return [first, ten, reciprocal];
}
