import type {
  FitProgressFunction,
  Optimizer,
  Rng,
  RunCheckpoint,
  Schedule,
  TrainOptions,
} from '@dl/core';
import {
  checkedLater,
  expected,
  expectFraction,
  expectFunction,
  expectPositive,
  expectPositiveInteger,
  mergeChecks,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { expectRunCheckpoint } from '@dl/core/extend';
import type { Pair, Tokenizer } from '@dl/text';
import { expectTokenizer } from '@dl/text/extend';
import { countOption, rngOption, shareOption, signalOption } from '../check/option-checks';
import { SEQ2SEQ_OPTIONS, type Seq2SeqOptions } from '../model/seq2seq';
import { expectPair, type PairStream } from './pair-stream';

/** How a translator is trained. */
export interface TrainTranslatorOptions
  extends Omit<Seq2SeqOptions, 'rng'>,
    Pick<TrainOptions<unknown>, 'accumulate' | 'onGradients' | 'signal'> {
  /**
   * Sentences and their translations: a list, or a function that gives them one after the other, each time the same ones, where they are
   * more than memory holds. Required.
   */
  pairs: readonly Pair[] | PairStream;
  /**
   * So many pairs of a stream are in memory, and shuffled, at once; `pairs` that are a list are shuffled whole. Default 65,536. A stream
   * in some order, as by length, should be shuffled before.
   */
  window?: number;
  /** Held-out ones: judged after each epoch. */
  validation?: readonly Pair[];
  /** What cuts sentences that are read. Default: byte pairs learnt of `pairs`. */
  source?: Tokenizer;
  /** What puts together those that are said. Default: byte pairs learnt of `pairs`. */
  target?: Tokenizer;
  /** How many byte pairs are learnt for a side that has no tokenizer. Default 4,000. */
  vocabularySize?: number;
  /** Features of each layer. Default 256. */
  hidden?: number;
  /** The most tokens of a source, and of a target with its end; longer ones in `pairs` are an error (`cleanPairs` takes them out). Default 128. */
  maxLength?: number;
  /** Default 10. */
  epochs?: number;
  /** The most tokens of a batch, both sides and padding included. Default 2,000. */
  batchTokens?: number;
  /** Of Adam; not beside `optimizer`. Default 0.001. */
  learningRate?: number | Schedule;
  /** Instead of Adam. */
  optimizer?: Optimizer;
  /** The largest norm of a step's gradients. Default 1. */
  clip?: number;
  /** ε of the labels, in [0, 1). Default 0.1. */
  labelSmoothing?: number;
  /** See `Seq2Seq.loss`: under 1 is scheduled sampling. Default 1. */
  teacherForcing?: number;
  /** What weights, order and dropout are drawn from. Default `random(0)`. */
  rng?: Rng;
  /** Told how far the run is: a bar, a curve of `@dl/report`, a function. */
  progress?: FitProgressFunction;
  /** Keeps the run, and goes on from what was kept. */
  checkpoint?: RunCheckpoint;
}

/** Checks pairs of texts. @throws TypeError, RangeError that names the pair */
function expectPairs(where: string, name: string, pairs: unknown): void {
  if (!Array.isArray(pairs) || pairs.length === 0) {
    throw new TypeError(expected(`${where}: ${name}`, 'an array with a pair or more', pairs));
  }
  for (const [i, pair] of pairs.entries()) expectPair(where, `${name}.${i}`, pair);
}

const { rng: _, ...OF_MODEL } = SEQ2SEQ_OPTIONS;

const OPTIONS: OptionChecks<TrainTranslatorOptions> = /* @__PURE__ */ mergeChecks(
  OF_MODEL as OptionChecks<Omit<Seq2SeqOptions, 'rng'>>,
  {
    // What a stream gives is checked as it comes.
    pairs: (where: string, name: string, pairs: unknown) =>
      typeof pairs === 'function' || expectPairs(where, name, pairs),
    window: expectPositiveInteger,
    validation: expectPairs,
    source: expectTokenizer,
    target: expectTokenizer,
    vocabularySize: countOption,
    hidden: countOption,
    maxLength: countOption,
    epochs: countOption,
    batchTokens: expectPositiveInteger,
    learningRate: checkedLater,
    optimizer: (where: string, name: string, value: unknown) => {
      if (typeof (value as Optimizer | null)?.update === 'function') return;
      throw new TypeError(expected(`${where}: ${name}`, 'an optimiser: sgd, adam, …', value));
    },
    clip: expectPositive,
    labelSmoothing: expectFraction,
    teacherForcing: shareOption,
    rng: rngOption,
    progress: expectFunction,
    checkpoint: expectRunCheckpoint,
    accumulate: countOption,
    onGradients: expectFunction,
    signal: signalOption,
  },
);

/** The options of `trainTranslator`, checked. @throws TypeError, RangeError */
export function readTrainOptions(where: string, options: TrainTranslatorOptions) {
  const own = readOptions(where, options, OPTIONS);
  if (own.pairs === undefined) expectPairs(where, 'pairs', own.pairs);
  if (own.window !== undefined && typeof own.pairs !== 'function') {
    throw new RangeError(`${where}: window: expected none beside a list of pairs, got one`);
  }
  if (own.optimizer !== undefined && own.learningRate !== undefined) {
    throw new RangeError(`${where}: learningRate: expected none beside an optimizer, got one`);
  }
  if (own.source && own.target && own.vocabularySize !== undefined) {
    throw new RangeError(`${where}: vocabularySize: expected none beside two tokenizers, got one`);
  }
  return own;
}
