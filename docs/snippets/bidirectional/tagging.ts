/** Parts of speech of the Brown corpus: one direction against two. STEPS and TEXTS shorten it. */
import {
  adam,
  batches,
  dispose,
  Embedding,
  Linear,
  parameters,
  type Rng,
  random,
  setup,
  softmaxCrossEntropy,
  train,
} from '@dl/core';
import { Gru } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';
import { Ids, readNews, type Sentence } from './brown';

const steps = Number(process.env.STEPS ?? 400);
const seed = Number(process.env.SEED ?? 1);
const texts = Number(process.env.TEXTS ?? 44);

await setup({ backend: 'wasm' });
const sentences = await readNews(texts);
const cut = Math.round(sentences.length * 0.85);
const [learned, held] = [sentences.slice(0, cut), sentences.slice(cut)];
const ids = new Ids(learned);

// #region model
class Tagger {
  readonly embedding: Embedding;
  readonly gru: Gru;
  readonly output: Linear;

  constructor(both: boolean, { rng }: { rng: Rng }) {
    this.embedding = new Embedding(ids.words, 48, { rng });
    // 2 × 64 units in two directions have about as many parameters as 100 in one.
    this.gru = new Gru(48, both ? 64 : 100, { rng, bidirectional: both ? 'concat' : undefined });
    this.output = new Linear(both ? 128 : 100, ids.tags.length, { rng });
  }

  /** `words` int32 [batch, time] → logits [batch, time, tags]. */
  forward(words: tf.Tensor, lengths: readonly number[]): tf.Tensor {
    return tf.tidy(() => {
      const { outputs } = this.gru.forward(this.embedding.forward(words), { lengths });
      return this.output.forward(outputs);
    });
  }
}
// #endregion model

// #region batch
const PADDING = -1; // of a tag: counts nothing in the loss

/** Sentences side by side, padded to the longest. */
function collate(examples: readonly Sentence[]) {
  const lengths = examples.map(({ words }) => words.length);
  const pad = (row: number[], value: number) => [
    ...row,
    ...new Array<number>(Math.max(...lengths) - row.length).fill(value),
  ];
  const words = examples.map((example) =>
    pad(
      example.words.map((word) => ids.word(word)),
      0,
    ),
  );
  const tags = examples.map((example) =>
    pad(
      example.tags.map((tag) => ids.tag(tag)),
      PADDING,
    ),
  );
  return {
    words: tf.tensor2d(words, undefined, 'int32'),
    tags: tf.tensor2d(tags, undefined, 'int32'),
    lengths,
  };
}
// #endregion batch

/** How often each word was there, and how often its tag was right. */
type Counts = Map<string, { all: number; right: number }>;

async function count(tagger: Tagger): Promise<Counts> {
  const counts: Counts = new Map();
  for (let first = 0; first < held.length; first += 64) {
    const part = held.slice(first, first + 64);
    const { words, tags, lengths } = collate(part);
    const chosen = tf.tidy(() => tf.argMax(tagger.forward(words, lengths), 2));
    const found = (await chosen.array()) as number[][];
    part.forEach(({ words, tags }, row) => {
      words.forEach((word, t) => {
        const entry = counts.get(word) ?? { all: 0, right: 0 };
        entry.all++;
        if (ids.tags[found[row]?.[t] as number] === tags[t]) entry.right++;
        counts.set(word, entry);
      });
    });
    tf.dispose([words, tags, chosen]);
  }
  return counts;
}

const results: Counts[] = [];
for (const both of [false, true]) {
  // #region train
  const tagger = new Tagger(both, { rng: random(seed) });
  for await (const _ of train({
    parameters: parameters(tagger),
    optimizer: adam({ learningRate: 0.005 }),
    batches: batches(learned, { size: 32, shuffle: random(seed), epochs: Infinity, collate }),
    loss: ({ words, tags, lengths }) =>
      softmaxCrossEntropy(tagger.forward(words, lengths), tags, { ignoreIndex: PADDING }),
    steps,
  })) {
    // Nothing is read while it trains.
  }
  // #endregion train
  const counts = await count(tagger);
  const sum = (key: 'all' | 'right') =>
    [...counts.values()].reduce((total, entry) => total + entry[key], 0);
  const size = parameters(tagger.gru).reduce((total, weight) => total + weight.size, 0);
  const share = ((100 * sum('right')) / sum('all')).toFixed(1);
  console.log(
    `${both ? 'two directions' : 'one direction'} | ${size} | ${share}% of ${sum('all')}`,
  );
  results.push(counts);
  dispose(tagger);
}

// The words for which the future helped most often.
const [one, two] = results as [Counts, Counts];
const gain = (word: string) => (two.get(word)?.right ?? 0) - (one.get(word)?.right ?? 0);
for (const word of [...one.keys()].sort((a, b) => gain(b) - gain(a)).slice(0, 8)) {
  const all = one.get(word)?.all;
  console.log(`${word} | ${all} | ${one.get(word)?.right} | ${two.get(word)?.right}`);
}
