import { adam, cosineDecay, parameterCount, random } from '@dl/core';
import { brown, type TaggedSentence } from '@dl/datasets';
import { Contest } from '../../kit/contest';
import type { Frame, LessonRun, RunOptions } from '../../kit/lesson';
import type { Score } from '../../kit/score';
import type { Text } from '../../kit/text';
import { type Accuracy, accuracyOf, countKinds, tagAll } from './accuracy';
import { MostFrequentTag } from './baseline';
import { byLength, drawBatch, type TaggingBatch } from './batch';
import { Vocabulary } from './features';
import { Tagger } from './network';
import { scoreOf } from './score';
import type { TaggingValues } from './settings';
import { splitByDocument, type TaggedSplit } from './split';

/** The norm that a gradient is cut to. */
const CLIP = 1;

/** Reads the Brown corpus, and makes two taggers. */
export async function startTagging(values: TaggingValues, seed: number): Promise<TaggingRun> {
  const { documents, from } = await brown();
  const split = splitByDocument(documents.slice(0, values.documents));
  return new TaggingRun(values, seed, split, `${from.sources[0]?.title}; ${from.file}`);
}

/** Taggers of one direction and of both in training. */
export class TaggingRun implements LessonRun {
  readonly names: Readonly<Record<'one' | 'both', Text>>;
  readonly lossLabel = { en: 'cross-entropy', ja: '交差エントロピー' };
  readonly about: readonly Text[];
  readonly #taggers: Readonly<Record<'one' | 'both', Tagger>>;
  readonly #contest: Contest<TaggingBatch>;
  readonly #held: readonly TaggedSentence[];
  readonly #vocabulary: Vocabulary;
  readonly #baseline: MostFrequentTag;
  readonly #values: TaggingValues;

  constructor(values: TaggingValues, seed: number, split: TaggedSplit, source: string) {
    const { cell, hidden, batch, part, learningRate, steps } = values;
    this.#values = values;
    this.#held = split[part];
    this.#baseline = new MostFrequentTag(split.train);
    this.about = aboutOf(split, source);
    const vocabulary = new Vocabulary(split.train);
    this.#vocabulary = vocabulary;
    const rng = random(seed);
    const make = (id: string, both: boolean) =>
      new Tagger(hidden, { rng: rng.fold(`weights of ${id}`), cell, vocabulary, both });
    this.#taggers = { one: make('one', false), both: make('both', true) };
    this.names = {
      one: { en: `${cell}, forwards only`, ja: `${cell}、順方向のみ` },
      both: { en: `${cell}, both directions`, ja: `${cell}、双方向` },
    };
    const sorted = byLength(split.train.map((sentence) => vocabulary.encode(sentence)));
    const contestants = Object.entries(this.#taggers).map(([name, model]) => {
      const optimizer = adam({ learningRate: cosineDecay(learningRate, { steps }) });
      return [name, { model, optimizer, loss: (drawn: TaggingBatch) => model.loss(drawn) }];
    });
    this.#contest = new Contest<TaggingBatch>({
      contestants: Object.fromEntries(contestants),
      rng: rng.fold('data'),
      steps,
      clip: () => CLIP,
      batches: (step) => drawBatch(sorted, batch, step.rng),
    });
  }

  get state(): LessonRun['state'] {
    return this.#contest.state;
  }

  get steps(): number {
    return this.#contest.steps;
  }

  run(options?: RunOptions): AsyncGenerator<Frame, void, void> {
    return this.#contest.run(options);
  }

  async score(signal?: AbortSignal): Promise<Score> {
    const [held, baseline] = [this.#held, this.#baseline];
    const usual = held.map(({ words }) => words.map((word) => baseline.tag(word)));
    const trained: { name: Text; parameters: number; accuracy: Accuracy }[] = [];
    for (const name of ['one', 'both'] as const) {
      const tagger = this.#taggers[name];
      const said = await tagAll(tagger, held, this.#vocabulary, signal);
      const size = parameterCount(tagger.layer);
      const accuracy = accuracyOf(said, held, baseline);
      trained.push({ name: this.names[name], parameters: size, accuracy });
    }
    const [one, both] = trained as [(typeof trained)[0], (typeof trained)[0]];
    return scoreOf({
      ...{ part: this.#values.part, kinds: countKinds(held, baseline) },
      methods: { baseline: { accuracy: accuracyOf(usual, held, baseline) }, one, both },
    });
  }

  dispose(): void {
    this.#contest.dispose();
  }
}

function aboutOf(split: TaggedSplit, source: string): Text[] {
  const sizes = [split.train, split.dev, split.test].map(({ length }) =>
    length.toLocaleString('en-US'),
  );
  return [
    { en: `data: ${source}`, ja: `データ: ${source}` },
    {
      en: `${sizes[0]} sentences to train, ${sizes[1]} to choose, ${sizes[2]} held out`,
      ja: `学習 ${sizes[0]} 文、選択 ${sizes[1]} 文、テスト ${sizes[2]} 文`,
    },
  ];
}
