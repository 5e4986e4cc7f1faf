import { adam, clipByGlobalNorm, cosineDecay, dispose, random, train } from '@dl/core';
import { type Translating, translateTexts } from '@dl/seq2seq';
import { pairBatch } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { defineStudy } from '../../kit/study';
import { commonEntries, type Entry, partsOf } from '../phonemes/entries';
import { letterByLetter } from '../phonemes/letter-by-letter';
import { makeSpeaker, phonemesOf, wordBatches } from '../phonemes/speaker';
import { spokenScore } from '../phonemes/spoken-score';

/** The least letters of the words of each row. */
const LENGTHS = [2, 5, 7, 9, 11];

const waysOf = (entries: readonly Entry[]) => entries.map(({ ways }) => ways);

/** What is said of words, with the log-probability of each. */
async function say(speaker: Translating, entries: readonly Entry[], beams: number) {
  const words = entries.map(({ word }) => word);
  const told = { beams, maxLength: 30, lengthPenalty: 0 };
  return await translateTexts(speaker, words, told);
}

/** The share of phonemes, ends included, that are wrong where the true ones before are given. */
async function wrongWhenTaught(
  { model, source, target, ends }: Translating,
  entries: readonly Entry[],
) {
  const pairs = entries.map(({ word, ways }): [number[], number[]] => [
    source.encode(word),
    target.encode((ways[0] as readonly string[]).join(' ')),
  ]);
  const batch = pairBatch(pairs, ends);
  const wrong = tf.tidy(() => {
    const encoded = model.encoder.forward(batch.source, { lengths: batch.sourceLengths });
    const logits = model.decoder.forward(batch.inputs, encoded, { lengths: batch.targetLengths });
    const counts = tf.cast(tf.greaterEqual(batch.labels, 0), 'float32');
    const isWrong = tf.cast(tf.notEqual(tf.argMax(logits, 2), batch.labels), 'float32');
    return tf.div(tf.sum(tf.mul(isWrong, counts)), tf.sum(counts));
  });
  const [share] = await wrong.data();
  tf.dispose([batch as never, wrong]);
  return share as number;
}

/**
 * The lesson `phonemes` on frequent words: the share of wrong phonemes by the length of the word, with attention and without; what teacher
 * forcing hides; and what beams find.
 */
export const study = defineStudy({
  full: { steps: 600, hidden: 64, test: 1000, beams: [1, 2, 5, 10] },
  quick: { steps: 3, hidden: 4, test: 200, beams: [1, 2] },
  async run({ steps, hidden, test, beams }) {
    const entries = commonEntries();
    const parts = partsOf(entries);
    // No setting was chosen by either.
    const held = [...parts.dev, ...parts.test].slice(0, test);
    const oneWay = held.filter(({ ways }) => ways.length === 1);
    const figures: Record<string, number | number[]> = {};
    const groups = LENGTHS.map((least, i) => {
      const below = LENGTHS[i + 1] ?? Number.POSITIVE_INFINITY;
      return held.filter(({ word }) => word.length >= least && word.length < below);
    });
    const byLetter = letterByLetter(parts.train);
    const rows = groups.map((own) => {
      const said = own.map(({ word }) => byLetter(word));
      return [spokenScore(said, waysOf(own)).errors];
    });
    // #region models
    const models = {
      none: { attention: 'none', teacherForcing: 1 },
      always: { attention: 'general', teacherForcing: 1 },
      half: { attention: 'general', teacherForcing: 0.5 },
    } as const;
    // #endregion models
    for (const [name, { attention, teacherForcing }] of Object.entries(models)) {
      const rng = random(1);
      const phonemes = phonemesOf(entries);
      // #region train
      const speaker = makeSpeaker(phonemes, { hidden, attention }, rng.fold('weights'));
      const batchOf = wordBatches(speaker, parts.train);
      const { model } = speaker;
      const learningRate = cosineDecay(0.01, { steps });
      const optimizer = adam({ learningRate });
      for await (const _ of train({
        model,
        ...{ optimizer, steps, rng: rng.fold('data') },
        batches: ({ rng }) => batchOf(64, rng),
        loss: (batch, { rng }) => model.loss(batch, { training: true, rng, teacherForcing }),
        onGradients: (gradients) => clipByGlobalNorm(gradients, 1),
      })) {
        // Nothing is read while it trains.
      }
      // #endregion train
      if (name !== 'half') {
        for (const [i, own] of groups.entries()) {
          const said = (await say(speaker, own, 1)).map(({ tokens }) => tokens);
          rows[i]?.push(spokenScore(said, waysOf(own)).errors);
        }
      }
      if (name !== 'none') {
        const alone = (await say(speaker, oneWay, 1)).map(({ tokens }) => tokens);
        figures[name] = [
          await wrongWhenTaught(speaker, oneWay),
          spokenScore(alone, waysOf(oneWay)).errors,
        ];
      }
      if (name === 'always') {
        for (const count of beams) {
          const found = await say(speaker, held, count);
          const said = found.map(({ tokens }) => tokens);
          const { words, errors } = spokenScore(said, waysOf(held));
          const nats = found.reduce((sum, { logProbability }) => sum - logProbability, 0);
          figures[`beams-${count}`] = [words, errors];
          figures[`nats-${count}`] = nats / found.length;
        }
      }
      optimizer.dispose();
      dispose(model);
    }
    for (const [i, least] of LENGTHS.entries()) {
      figures[`length-${least}`] = rows[i] as number[];
      figures[`words-${least}`] = (groups[i] as Entry[]).length;
    }
    return { ...figures, test: held.length, oneWay: oneWay.length };
  },
});
