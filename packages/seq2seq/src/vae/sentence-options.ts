import type { Lengths, Rng } from '@dl/core';
import {
  checkedLater,
  expectFlag,
  expectFraction,
  expectInteger,
  expectPositiveInteger,
  expectRng,
  expectRoom,
  mergeChecks,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import type { GenerateOptions } from '@dl/text';
import { idOption } from '../check/option-checks';
import type { DrawOptions } from './draw-options';
import { ESTIMATE_OPTIONS, type EstimateOptions } from './estimate';
import { type InterpolateOptions, pointsOption } from './interpolation';
import { ELBO_WEIGHTS, type ElboWeights } from './negative-elbo';

export interface SentenceVaeOptions {
  /** Draws the initial weights. */
  rng: Rng;
  /** Numbers a word has, in encoder and decoder. Default 64. */
  embeddingSize?: number;
  /** Units of the encoder, and of the decoder. Default 128. */
  hiddenSize?: number;
  /** The share of words that the decoder does not see while training (`unk` stands for them), so that it has to ask z. Default 0. */
  wordDropout?: number;
  /** The id before a sentence. Default 1, as in a `Vocabulary` of `@dl/text`. */
  sos?: number;
  /** The id behind a sentence. Default 2. */
  eos?: number;
  /** The id that stands for a word that is dropped. Default 3. */
  unk?: number;
}

const OPTIONS: OptionChecks<SentenceVaeOptions> = {
  rng: checkedLater,
  embeddingSize: expectPositiveInteger,
  hiddenSize: expectPositiveInteger,
  wordDropout: expectFraction,
  sos: idOption,
  eos: idOption,
  unk: idOption,
};

/** Checks the arguments of a `SentenceVae`. @throws RangeError, TypeError */
export function readSentenceVae(
  vocabSize: number,
  latentSize: number,
  options: SentenceVaeOptions,
): Required<SentenceVaeOptions> {
  const where = 'SentenceVae';
  const own = readOptions(where, options, OPTIONS);
  const { rng, embeddingSize = 64, hiddenSize = 128, wordDropout = 0 } = own;
  const { sos = 1, eos = 2, unk = 3 } = own;
  expectPositiveInteger(where, 'vocabSize', vocabSize);
  expectPositiveInteger(where, 'latentSize', latentSize);
  for (const [name, value] of Object.entries({ sos, eos, unk })) {
    expectInteger(where, name, value, 0, vocabSize - 1);
  }
  expectRoom(where, 'embedding.weight', [vocabSize, embeddingSize]);
  expectRoom(where, 'output.weight', [hiddenSize, vocabSize]);
  expectRoom(where, 'decoder.input.weight', [embeddingSize + latentSize, 3 * hiddenSize]);
  expectRoom(where, 'initial.weight', [latentSize, hiddenSize]);
  expectRng(where, rng);
  return { rng, embeddingSize, hiddenSize, wordDropout, sos, eos, unk };
}

export interface SentenceOptions {
  /** How many ids of each row are its own, `eos` among them; what follows is padding. Default all. */
  lengths?: Lengths | undefined;
}

export interface SentenceLossOptions extends SentenceOptions, ElboWeights, DrawOptions {
  /** Drop words. Default false. */
  training?: boolean;
}

export interface SentenceLikelihoodOptions extends SentenceOptions, EstimateOptions {}

/** How sentences are written; as `generate` of `@dl/text` takes them. */
export interface WriteOptions
  extends Partial<
    Pick<GenerateOptions<unknown>, 'maxLength' | 'sampling' | 'noRepeatNgram' | 'signal'>
  > {}

export interface SentenceSampleOptions extends WriteOptions, DrawOptions {}

export interface SentenceInterpolateOptions extends WriteOptions, InterpolateOptions {}

/** How the options of `encode` are checked. */
export const SENTENCES: OptionChecks<SentenceOptions> = { lengths: checkedLater };
/** How those of `loss` are checked. */
export const SENTENCE_LOSS: OptionChecks<SentenceLossOptions> = /* @__PURE__ */ mergeChecks(
  ELBO_WEIGHTS,
  { lengths: checkedLater, rng: checkedLater, training: expectFlag },
);
/** How those of `logLikelihood` are checked. */
export const SENTENCE_LIKELIHOOD: OptionChecks<SentenceLikelihoodOptions> =
  /* @__PURE__ */ mergeChecks(ESTIMATE_OPTIONS, SENTENCES);
/** How those of `reconstruct` are checked; what `generate` takes it checks itself. */
export const WRITE: OptionChecks<WriteOptions> = {
  maxLength: expectPositiveInteger,
  sampling: checkedLater,
  noRepeatNgram: checkedLater,
  signal: checkedLater,
};
/** How those of `sample` are checked. */
export const SENTENCE_SAMPLE: OptionChecks<SentenceSampleOptions> = /* @__PURE__ */ mergeChecks(
  WRITE,
  { rng: checkedLater },
);
/** How those of `interpolate` are checked. */
export const SENTENCE_INTERPOLATE: OptionChecks<SentenceInterpolateOptions> =
  /* @__PURE__ */ mergeChecks(WRITE, { steps: pointsOption });
