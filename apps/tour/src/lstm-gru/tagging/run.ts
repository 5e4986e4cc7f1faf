import { parameters, random } from '@dl/core';
import { brown } from '@dl/datasets';
import type { Metrics, TaskContext } from '../../command/topic';
import { count } from '../../terminal/format';
import { Together } from '../../training/train-together';
import { accuracyOf, countKinds, tagAll } from './accuracy';
import { MostFrequentTag } from './baseline';
import { byLength, drawBatch, type TaggingBatch } from './batch';
import { Vocabulary } from './features';
import { Tagger } from './network';
import { TAGGING_CLIP, type TAGGING_OPTIONS, TAGGING_STEPS } from './settings';
import { type Method, show } from './show';
import { splitByDocument } from './split';

type Context = TaskContext<typeof TAGGING_OPTIONS>;

/** Trains a tagger of one direction and one of both, and compares them with each word's most frequent tag. */
export async function runTagging(context: Context): Promise<Metrics> {
  const { options, screen, signal } = context;
  const { seed, cell, hidden, batch, part, 'learning-rate': learningRate } = options;
  const steps = options.steps ?? TAGGING_STEPS;
  const { documents, from } = await brown();
  const split = splitByDocument(documents.slice(0, options.documents));
  const held = split[part];
  const vocabulary = new Vocabulary(split.train);
  const baseline = new MostFrequentTag(split.train);
  screen.title('Parts of speech: one direction against both');
  screen.note(`data: ${from.sources[0]?.title}; ${from.file}`);
  const sizes = [split.train, split.dev, split.test].map(({ length }) => count(length));
  screen.note(`${sizes[0]} sentences to train, ${sizes[1]} to choose, ${sizes[2]} held out`);
  const rng = random(seed);
  const taggers = [
    { id: 'one', name: `${cell}, forwards only`, both: false },
    { id: 'both', name: `${cell}, both directions`, both: true },
  ].map(({ id, name, both }) => {
    const own = { rng: rng.fold(`weights of ${id}`), cell, vocabulary, both };
    return { id, name, model: new Tagger(hidden, own) };
  });
  const sorted = byLength(split.train.map((sentence) => vocabulary.encode(sentence)));
  const together = new Together<TaggingBatch>(
    Object.fromEntries(
      taggers.map(({ id, model }) => {
        return [id, { model, learningRate, loss: (drawn: TaggingBatch) => model.loss(drawn) }];
      }),
    ),
    {
      steps,
      clip: TAGGING_CLIP,
      rng: rng.fold('data'),
      batches: (step) => drawBatch(sorted, batch, step.rng),
    },
  );
  try {
    const run = await together.train(context);
    const methods: Method[] = [
      {
        id: 'baseline',
        name: "each word's most frequent tag",
        parameters: 0,
        accuracy: accuracyOf(
          held.map(({ words }) => words.map((word) => baseline.tag(word))),
          held,
          baseline,
        ),
      },
    ];
    for (const { id, name, model } of taggers) {
      const said = await tagAll(model, held, vocabulary, signal);
      const size = parameters(model.layer).reduce((sum, { size }) => sum + size, 0);
      methods.push({ id, name, parameters: size, accuracy: accuracyOf(said, held, baseline) });
    }
    if (signal.aborted) await run.stop();
    show(screen, { methods, kinds: countKinds(held, baseline), curves: run.curves, part });
    return {
      ...{ part, documents: options.documents, cell, hidden, batch, learningRate, steps },
      ...Object.assign({}, ...methods.map(figures)),
      ...{ loss: run.loss, seconds: run.seconds, stepsPerSecond: run.stepsPerSecond },
    };
  } finally {
    together.dispose();
  }
}

function figures({ id, accuracy }: Method): Metrics {
  return {
    [`${id}Accuracy`]: accuracy.all,
    [`${id}Ambiguous`]: accuracy.ambiguous,
    [`${id}Unknown`]: accuracy.unknown,
  };
}
