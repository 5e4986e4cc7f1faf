import {
  groups,
  parameters,
  random,
  sgd,
  type TrainOptions,
  type TrainReport,
  train,
} from '@dl/core';
import {
  checkedLater,
  expected,
  expectPositive,
  expectPositiveInteger,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { Lang } from '@dl/text';
import { defined } from '../check/defined';
import { shareOption } from '../check/option-checks';
import { SimpleSeq2Seq } from './simple-seq2seq';

export interface TrainSimpleOptions
  extends Pick<TrainOptions<unknown>, 'start' | 'rng' | 'signal' | 'accumulate' | 'onGradients'> {
  /** Pairs that are drawn. Default 75,000. */
  steps?: number;
  /** Of both optimisers. Default 0.008. */
  learningRate?: number;
  /** How often the decoder hears the true word. Default 0.5. */
  teacherForcing?: number;
}

const OPTIONS: OptionChecks<TrainSimpleOptions> = {
  steps: expectPositiveInteger,
  learningRate: expectPositive,
  teacherForcing: shareOption,
  start: checkedLater,
  rng: checkedLater,
  signal: checkedLater,
  accumulate: checkedLater,
  onGradients: checkedLater,
};

/**
 * Trains the plain model on pairs of lines that are drawn of two languages, one a step, with one SGD for the encoder and one for the
 * decoder.
 *
 * ```ts
 * const model = new SimpleSeq2Seq(ja.size, en.size, { rng: random(1) });
 * for await (const { step, loss } of trainSimple(model, ja, en)) {
 *   if (step % 50 === 0) console.log(step, await loss());
 * }
 * ```
 *
 * @param source what is read; `load` was called
 * @param target what is said, line by line of the same meaning
 * @returns as `train`
 * @throws TypeError, RangeError for languages of different lengths, a model of other sizes, and options that do not fit
 */
export function trainSimple(
  model: SimpleSeq2Seq,
  source: Lang,
  target: Lang,
  options?: TrainSimpleOptions,
): AsyncGenerator<TrainReport, void, void> {
  const where = 'trainSimple';
  const own = readOptions(where, options, OPTIONS);
  const { steps = 75_000, learningRate = 0.008, teacherForcing = 0.5, rng = random(0) } = own;
  if (!(model instanceof SimpleSeq2Seq))
    throw new TypeError(expected(`${where}: model`, 'a SimpleSeq2Seq', model));
  expectLang(where, 'source', source, model.inputSize);
  expectLang(where, 'target', target, model.outputSize);
  const [read, said] = [source.sentences.length, target.sentences.length];
  if (read !== said)
    throw new RangeError(`${where}: expected as many lines of both, got ${read} and ${said}`);
  const { encoder, decoder } = model;
  const { start, signal, accumulate, onGradients } = own;
  return train({
    model,
    optimizer: groups([
      { parameters: parameters(encoder), optimizer: sgd({ learningRate }) },
      { parameters: parameters(decoder), optimizer: sgd({ learningRate }) },
    ]),
    batches: (step) => source.choice(step.rng.fold('pair')),
    loss: (line, step) =>
      model.loss(source.ids(line), target.ids(line), {
        ...{ teacherForcing, rng: step.rng.fold('words') },
      }),
    ...{ steps, rng },
    ...defined({ start, signal, accumulate, onGradients }),
  });
}

function expectLang(where: string, name: string, lang: unknown, size: number): void {
  if (!(lang instanceof Lang)) throw new TypeError(expected(`${where}: ${name}`, 'a Lang', lang));
  if (lang.size === size) return;
  throw new RangeError(
    expected(`${where}: ${name}`, `as many words as the model, ${size}`, lang.size),
  );
}
