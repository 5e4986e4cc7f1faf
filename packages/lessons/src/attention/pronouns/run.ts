import { adam, type Rng, random, softmaxCrossEntropy } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import { trainingRun } from '../../kit/training';
import { type LookOptions, Reader, WIDTH } from './reader';
import { drawSentence, type Encoded, encode } from './sentences';
import type { PronounValues } from './settings';
import type { PronounView } from './view';
import { tokensOf, UNKNOWN } from './vocabulary';
import { idOf, VOCABULARY } from './word-ids';

/** Sentences on which it is tested. */
const TESTS = 128;

/** One layer of attention in training: it learns what each word of a sentence stands for. */
export interface PronounRun extends LessonRun<PronounView> {
  update(values: PronounValues): void;
  view(): Promise<PronounView>;
}

/** Makes the layer. */
export function start(values: PronounValues, { seed }: LessonContext): PronounRun {
  let now = values;
  const rng = random(seed);
  const net = new Reader(values.heads, { rng: rng.fold('weights') });
  const tests = drawEncoded(TESTS, rng.fold('tests'));
  return {
    ...trainingRun({
      model: net,
      optimizer: adam({ learningRate: () => now.learningRate }),
      rng: rng.fold('data'),
      steps: values.steps,
      batches: ({ rng }) => {
        const { rows, time, ids, wanted, lengths } = drawEncoded(now.batch, rng, true);
        return {
          ids: tf.tensor2d(ids, [rows, time], 'int32'),
          wanted: tf.tensor2d(wanted, [rows, time], 'int32'),
          lengths,
        };
      },
      loss: ({ ids, wanted, lengths }) =>
        softmaxCrossEntropy(net.forward(ids, looking(now, lengths)), wanted),
    }),
    lossLabel: { en: 'cross-entropy', ja: '交差エントロピー' },
    update(values) {
      now = values;
    },
    async view() {
      const found = await resolved(net, tests, now);
      return { ...(await looked(net, now)), ...found };
    },
    async score() {
      const { right, pronouns } = await resolved(net, tests, now);
      const share = right / pronouns;
      return {
        caption: { en: 'new sentences', ja: '新しい文' },
        columns: [
          { label: { en: 'right', ja: '正解' }, kind: 'share' },
          { label: { en: 'pronouns', ja: '代名詞' }, kind: 'count' },
        ],
        rows: [{ label: { en: 'attention', ja: 'アテンション' }, values: [share, pronouns] }],
        figures: { share, right, pronouns },
      };
    },
  };
}

function drawEncoded(rows: number, rng: Rng, hides = false): Encoded {
  const sentences = Array.from({ length: rows }, () => drawSentence(rng));
  return encode(sentences, hides ? rng : undefined);
}

function looking({ scale, heads, mask }: PronounValues, lengths?: Int32Array): LookOptions {
  return {
    scale: scale / Math.sqrt(WIDTH / heads),
    mask: { causal: mask === 'causal', lengths },
  };
}

/** How many pronouns of the tests are taken for the noun that they stand for. */
async function resolved(net: Reader, tests: Encoded, values: PronounValues) {
  const { rows, time, ids, wanted, lengths, pronouns } = tests;
  const best = tf.tidy(() => {
    const logits = net.forward(tf.tensor2d(ids, [rows, time], 'int32'), looking(values, lengths));
    return tf.argMax(logits, 2);
  });
  const answers = await best.data();
  best.dispose();
  let [right, count] = [0, 0];
  pronouns.forEach((is, at) => {
    count += is;
    if (is && answers[at] === wanted[at]) right++;
  });
  return { right, pronouns: count };
}

/** What the network sees in the sentence that was typed. */
async function looked(
  net: Reader,
  values: PronounValues,
): Promise<Omit<PronounView, 'right' | 'pronouns'>> {
  const tokens = tokensOf(values.sentence);
  const options = looking(values);
  const rest = {
    heads: net.heads,
    depth: WIDTH / net.heads,
    scale: options.scale,
    causal: options.mask.causal === true,
  };
  if (tokens.length === 0) {
    return { ...rest, words: [], products: new Float32Array(), weights: new Float32Array() };
  }
  const ids = tf.tensor2d(tokens.map(idOf), [1, tokens.length], 'int32');
  const look = net.look(ids, options);
  const [products, weights, answers] = (await Promise.all(
    [look.products, look.weights, look.answers].map((tensor) => tensor.data()),
  )) as [Float32Array, Float32Array, Float32Array];
  tf.dispose([ids, look.products, look.weights, look.answers]);
  const vocab = VOCABULARY.size;
  const words = tokens.map((word, t) => {
    const shares = answers.subarray(t * vocab, (t + 1) * vocab);
    const best = shares.indexOf(Math.max(...shares));
    const [known, answer] = [idOf(word) !== idOf(UNKNOWN), VOCABULARY.tokenOf(best)];
    return { word, known, answer, share: shares[best] as number };
  });
  return { ...rest, words, products: products.slice(), weights: weights.slice() };
}
