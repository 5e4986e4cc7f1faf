import { adam, cosineDecay, parameterCount, random } from '@dl/core';
import { brown } from '@dl/datasets/files';
import { aboutParts, aboutSource } from '../../kit/about';
import { contestRun } from '../../kit/contest';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import { accuracyOf, countKinds, tagAll } from './accuracy';
import { MostFrequentTag } from './baseline';
import { byLength, drawBatch, splitByDocument, WordFeatures } from './data';
import { Tagger } from './network';
import { scoreOf } from './score';
import type { TaggingValues } from './settings';

/** The norm that a gradient is cut to. */
const CLIP = 1;

/** Reads the Brown corpus, and makes a tagger of one direction and one of both. */
export async function start(
  { cell, hidden, batch, part, learningRate, steps, documents: count }: TaggingValues,
  { seed }: LessonContext,
): Promise<LessonRun> {
  const { documents, from } = await brown();
  const split = splitByDocument(documents.slice(0, count));
  const held = split[part];
  const baseline = new MostFrequentTag(split.train);
  const features = await WordFeatures.of(split.train);
  const rng = random(seed);
  const make = (id: string, both: boolean) =>
    new Tagger(hidden, { rng: rng.fold(`weights of ${id}`), cell, features, both });
  const taggers = { one: make('one', false), both: make('both', true) };
  const names = {
    one: { en: `${cell}, forwards only`, ja: `${cell}、順方向のみ` },
    both: { en: `${cell}, both directions`, ja: `${cell}、双方向` },
  };
  const sorted = byLength(split.train.map((sentence) => features.encode(sentence)));
  return {
    ...contestRun({
      models: taggers,
      optimizer: () => adam({ learningRate: cosineDecay(learningRate, { steps }) }),
      rng: rng.fold('data'),
      steps,
      batches: (step) => drawBatch(sorted, batch, step.rng),
      loss: (tagger, drawn) => tagger.loss(drawn),
      clip: () => CLIP,
    }),
    names,
    lossLabel: { en: 'cross-entropy', ja: '交差エントロピー' },
    about: [aboutSource(from), aboutParts(split, { en: 'sentences', ja: '文' })],
    async score(signal) {
      const usual = held.map(({ words }) => words.map((word) => baseline.tag(word)));
      const trained = async (id: 'one' | 'both') => {
        const said = await tagAll(taggers[id], held, features, signal);
        const parameters = parameterCount(taggers[id].layer);
        return { name: names[id], parameters, accuracy: accuracyOf(said, held, baseline) };
      };
      return scoreOf({
        ...{ part, kinds: countKinds(held, baseline) },
        methods: {
          baseline: { accuracy: accuracyOf(usual, held, baseline) },
          one: await trained('one'),
          both: await trained('both'),
        },
      });
    },
  };
}
