import type { Lengths, Rng } from '@dl/core';
import {
  checkedLater,
  expectFlag,
  expectFraction,
  expectPositiveInteger,
  type OptionChecks,
} from '@dl/core/check';
import { rngOption } from '../check/option-checks';
import { type CellKind, cellOption } from './recurrent';

/** What encoder and decoder are both told. */
export interface CoderOptions {
  /** Draws the initial weights. */
  rng: Rng;
  /** Features of a word. Default `hidden`. */
  embedding?: number;
  /** Default `gru`. */
  cell?: CellKind;
  /** Default 1. */
  layers?: number;
  /** The share of features that is dropped while training: of words, between layers, and of what comes out. Default 0. */
  dropout?: number;
}

/** How the options of both are checked. */
export const CODER_OPTIONS: OptionChecks<CoderOptions> = {
  rng: checkedLater,
  embedding: expectPositiveInteger,
  cell: cellOption,
  layers: (where, name, value) => expectPositiveInteger(where, name, value as number, 2 ** 8),
  dropout: expectFraction,
};

/** How an encoder or a decoder is run. */
export interface CoderForwardOptions {
  /** Words of each sentence, 0 to time; the rest is padding, and has no influence. Default: all. */
  lengths?: Lengths;
  /** Default false. */
  training?: boolean;
  /** Draws what is dropped; needed with dropout while training. */
  rng?: Rng;
}

/** How these options are checked. */
export const FORWARD_OPTIONS: OptionChecks<CoderForwardOptions> = {
  lengths: checkedLater,
  training: expectFlag,
  rng: rngOption,
};
