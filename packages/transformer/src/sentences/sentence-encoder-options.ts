import type { Initializer, Rng } from '@dl/core';
import {
  checkedLater,
  expectFunction,
  expectPositiveInteger,
  type OptionChecks,
} from '@dl/core/check';

/** What a sentence encoder is made of. Defaults are those of Universal Sentence Encoder lite. */
export interface SentenceEncoderOptions {
  /** Draws the initial weights. Required. */
  rng: Rng;
  /** The width of a token's vector, even. Default 256. */
  tokenSize?: number | undefined;
  /** The width of all behind the first block's attention. Default 512. */
  size?: number | undefined;
  /** Of attention; they divide both widths. Default 4. */
  heads?: number | undefined;
  /** How wide feed-forward parts are inside. Default 1,536. */
  hidden?: number | undefined;
  /** Blocks in all. Default 2. */
  layers?: number | undefined;
  /** The width of a sentence's vector. Default 512. */
  outputSize?: number | undefined;
  /** The most tokens of a text that are read. Default 128. */
  maxLength?: number | undefined;
  /** Of all weights. Default Xavier's uniform, and of E normal with a variance of 1 / tokenSize. */
  init?: Initializer | undefined;
}

/** How they are checked. */
export const SENTENCE_ENCODER_OPTIONS: OptionChecks<SentenceEncoderOptions> = {
  rng: checkedLater,
  tokenSize: expectPositiveInteger,
  size: expectPositiveInteger,
  heads: expectPositiveInteger,
  hidden: expectPositiveInteger,
  layers: expectPositiveInteger,
  outputSize: expectPositiveInteger,
  maxLength: expectPositiveInteger,
  init: expectFunction,
};
