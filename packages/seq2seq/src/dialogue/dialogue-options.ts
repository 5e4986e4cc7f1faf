import type { Rng } from '@dl/core';
import { checkedLater, expectFlag, expectPositiveInteger, type OptionChecks } from '@dl/core/check';
import { idOption } from '../check/option-checks';

/** What the models of dialogues are told. */
export interface DialogueOptions {
  /** Draws the initial weights. */
  rng: Rng;
  /** The token that a reply begins behind. Required. */
  sos: number;
  /** The token that `wordDropout` puts in the place of others. Default: none, and no word dropout. */
  unk?: number;
  /** Features of a token, shared by the encoder and the decoder. Default `hiddenSize`. */
  embeddingSize?: number;
  /** Units of the context network. Default `hiddenSize`. */
  contextSize?: number;
  /** How many of the last utterances the context sees: 1 makes an ordinary seq2seq of the same weights. Default: all. */
  window?: number;
  /** Shows the decoder uₘ too, what the encoder made of the last utterance, beside the context: nothing of it has to pass through the context network. Default false. */
  directConnection?: boolean;
}

/** How they are checked. */
export const DIALOGUE_OPTIONS: OptionChecks<DialogueOptions> = {
  rng: checkedLater,
  sos: idOption,
  unk: idOption,
  embeddingSize: expectPositiveInteger,
  contextSize: expectPositiveInteger,
  window: expectPositiveInteger,
  directConnection: expectFlag,
};
