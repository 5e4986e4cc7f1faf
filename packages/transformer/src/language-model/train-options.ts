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
  expectFlag,
  expectFraction,
  expectFunction,
  expectInteger,
  expectPositive,
  expectPositiveInteger,
  expectRng,
  mergeChecks,
  type OptionChecks,
  oneOf,
  readOptions,
} from '@dl/core/check';
import { expectRunCheckpoint } from '@dl/core/extend';
import type { Texts, Tokenizer, TokenSource } from '@dl/text';
import { expectSignal, expectTokenizer } from '@dl/text/extend';
import { withoutChecks } from '../check/without-checks';
import type { CausalLanguageModel } from '../gpt/causal-language-model';
import { CAUSAL_OPTIONS, type CausalOptions } from '../gpt/causal-options';
import { expectModel } from '../gpt/expect-model';

/** What a language model learns of: a text, documents, a function that gives them one after the other, or tokens of `encodeDocuments` and `openTokenFile`. */
export type Corpus = string | readonly string[] | (() => Texts) | TokenSource;

/** How a language model is trained. */
export interface TrainLanguageModelOptions
  extends Partial<Omit<CausalOptions, 'rng'>>,
    Pick<TrainOptions<unknown>, 'accumulate' | 'onGradients' | 'signal'> {
  /** What it learns of. Required. */
  corpus: Corpus;
  /** Held out: judged every `validateEvery` steps. */
  validation?: Corpus;
  /** What cuts texts. Required beside tokens. Default: byte pairs learnt of `corpus`. */
  tokenizer?: Tokenizer;
  /** How many byte pairs are learnt where there is no tokenizer. Default 1,000. */
  vocabularySize?: number;
  /** The token before each document. Default: the one behind those of the tokenizer. */
  boundary?: number;
  /** A model that is trained on, such as one that was loaded; not beside sizes. It stays the caller's. Default: a new one. */
  model?: CausalLanguageModel;
  /** The form of a new model. Default `gpt`. */
  form?: 'gpt' | 'llama';
  /** Default 2,000. */
  steps?: number;
  /** Rows of `context` tokens in a batch. Default 16. */
  batchSize?: number;
  /** Hides documents of a row from each other; a prompt is then the begin of one. Default: where the corpus is more than one text. */
  separate?: boolean;
  /** Of AdamW; not beside `optimizer`. Default: up to 0.001 in a twentieth of the steps, and by a cosine down to a tenth of it. */
  learningRate?: number | Schedule;
  /** Of AdamW's matrices; biases and norms have none. Not beside `optimizer`. Default 0.1. */
  weightDecay?: number;
  /** Instead of AdamW. */
  optimizer?: Optimizer;
  /** The largest norm of a step's gradients. Default 1. */
  clip?: number;
  /** The model gets a moving average of its weights, with this decay, when the run ends: see `WeightAverage`. Default: the last ones. */
  emaDecay?: number;
  /** Steps between two reports, and judgements of `validation`. Default 200. */
  validateEvery?: number;
  /** What weights, order and dropout are drawn from. Default `random(0)`. */
  rng?: Rng;
  /** Told how far the run is: a bar, a curve of `@dl/report`, a function. Its epochs are those between two reports. */
  progress?: FitProgressFunction;
  /** Keeps the run, and goes on from what was kept. */
  checkpoint?: RunCheckpoint;
}

const expectCorpus = (where: string, name: string, corpus: unknown): void => {
  const isSource = typeof (Object(corpus) as Partial<TokenSource>).read === 'function';
  const isText = typeof corpus === 'string' || typeof corpus === 'function' || isSource;
  if (isText || (Array.isArray(corpus) && corpus.length > 0)) return;
  const rule = 'a text, texts, a function that gives them, or tokens';
  throw new TypeError(expected(`${where}: ${name}`, rule, corpus));
};

const OPTIONS: OptionChecks<TrainLanguageModelOptions> = /* @__PURE__ */ mergeChecks(
  /* @__PURE__ */ withoutChecks(CAUSAL_OPTIONS, ['rng'] as const) as OptionChecks<
    Partial<Omit<CausalOptions, 'rng'>>
  >,
  {
    corpus: expectCorpus,
    validation: expectCorpus,
    tokenizer: expectTokenizer,
    vocabularySize: expectPositiveInteger,
    boundary: (where: string, name: string, value: unknown) =>
      expectInteger(where, name, value as number, 0, 2 ** 31 - 1),
    model: (where: string, _: string, value: unknown) => expectModel(where, value),
    form: /* @__PURE__ */ oneOf(['gpt', 'llama']),
    steps: expectPositiveInteger,
    batchSize: expectPositiveInteger,
    separate: expectFlag,
    learningRate: checkedLater,
    weightDecay: checkedLater,
    optimizer: (where: string, name: string, value: unknown) =>
      expectFunction(where, `${name}.update`, Object(value).update),
    clip: expectPositive,
    emaDecay: expectFraction,
    validateEvery: expectPositiveInteger,
    rng: (where: string, name: string, value: unknown) => expectRng(where, value as Rng, name),
    progress: expectFunction,
    checkpoint: expectRunCheckpoint,
    accumulate: expectPositiveInteger,
    onGradients: expectFunction,
    signal: expectSignal,
  },
);

/** What goes to a new model only. */
const OF_MODEL = Object.keys(CAUSAL_OPTIONS).filter((name) => name !== 'rng');

/** The options of `trainLanguageModel`, checked, those of the model apart. @throws TypeError, RangeError */
export function readTrainOptions(where: string, options: TrainLanguageModelOptions) {
  const own = readOptions(where, options, OPTIONS);
  expectCorpus(where, 'corpus', own.corpus);
  const entries = Object.entries(own).filter(([, value]) => value !== undefined);
  const sizes = entries.filter(([name]) => OF_MODEL.includes(name));
  const refuse = (name: string, beside: string) => {
    throw new RangeError(`${where}: ${name}: expected none beside ${beside}, got one`);
  };
  if (own.model !== undefined) {
    for (const [name] of sizes) refuse(name, 'a model');
    if (own.form !== undefined) refuse('form', 'a model');
  }
  if (own.optimizer !== undefined) {
    if (own.learningRate !== undefined) refuse('learningRate', 'an optimizer');
    if (own.weightDecay !== undefined) refuse('weightDecay', 'an optimizer');
  }
  if (own.tokenizer !== undefined && own.vocabularySize !== undefined) {
    refuse('vocabularySize', 'a tokenizer');
  }
  if (typeof (Object(own.corpus) as Partial<TokenSource>).read === 'function') {
    expectTokenizer(where, 'tokenizer', own.tokenizer);
  }
  const { separate = typeof own.corpus !== 'string' } = own;
  return {
    ...own,
    separate,
    sizes: Object.fromEntries(sizes) as Partial<Omit<CausalOptions, 'rng'>>,
  };
}
