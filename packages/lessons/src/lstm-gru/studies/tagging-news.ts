import {
  adam,
  batches,
  dispose,
  parameterCount,
  parameters,
  random,
  softmaxCrossEntropy,
  train,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { defineStudy } from '../../kit/study';
import { Ids, readNews, type Sentence } from '../news/news';
import { collate, PADDING, Tagger } from '../news/tagger';

/** Words tagged right: of all, and of those that are `to`. */
async function count(tagger: Tagger, ids: Ids, held: readonly Sentence[]) {
  const counts = { all: 0, right: 0, to: 0, toRight: 0 };
  for (let first = 0; first < held.length; first += 64) {
    const part = held.slice(first, first + 64);
    const { words, tags, lengths } = collate(ids, part);
    const chosen = tf.tidy(() => tf.argMax(tagger.forward(words, lengths), 2));
    const found = (await chosen.array()) as number[][];
    part.forEach(({ words, tags }, row) => {
      words.forEach((word, t) => {
        const hit = Number(ids.tags[found[row]?.[t] as number] === tags[t]);
        counts.all++;
        counts.right += hit;
        if (word !== 'to') return;
        counts.to++;
        counts.toRight += hit;
      });
    });
    tf.dispose([words, tags, chosen]);
  }
  return counts;
}

async function learn(both: boolean, seed: number, steps: number, ids: Ids, learned: Sentence[]) {
  // #region train
  const tagger = new Tagger(ids, both, { rng: random(seed) });
  const optimizer = adam({ learningRate: 0.005 });
  for await (const _ of train({
    parameters: parameters(tagger),
    optimizer,
    batches: batches(learned, {
      ...{ size: 32, shuffle: random(seed), epochs: Infinity },
      collate: (examples: readonly Sentence[]) => collate(ids, examples),
    }),
    loss: ({ words, tags, lengths }) =>
      softmaxCrossEntropy(tagger.forward(words, lengths), tags, { ignoreIndex: PADDING }),
    steps,
  })) {
    // Nothing is read while it trains.
  }
  // #endregion train
  optimizer.dispose();
  return tagger;
}

/** Parts of speech of newspapers: one direction against two, seeds 1 and on. */
export const study = defineStudy({
  full: { steps: 400, texts: 44, seeds: 3 },
  quick: { steps: 3, texts: 1, seeds: 1 },
  async run({ steps, texts, seeds }) {
    const sentences = await readNews(texts);
    const cut = Math.round(sentences.length * 0.85);
    const [learned, held] = [sentences.slice(0, cut), sentences.slice(cut)];
    const ids = new Ids(learned);
    const figures: Record<string, number | number[]> = { tags: ids.tags.length };
    for (const both of [false, true]) {
      const name = both ? 'two' : 'one';
      const [right, to] = [[], []] as [number[], number[]];
      for (let seed = 1; seed <= seeds; seed++) {
        const tagger = await learn(both, seed, steps, ids, learned);
        const counts = await count(tagger, ids, held);
        right.push(counts.right / counts.all);
        to.push(counts.toRight / counts.to);
        Object.assign(figures, { words: counts.all, 'words-to': counts.to });
        figures[`${name}-weights`] = parameterCount(tagger.gru);
        dispose(tagger);
      }
      figures[`${name}-right`] = right;
      figures[`${name}-to`] = to;
    }
    return figures;
  },
});
