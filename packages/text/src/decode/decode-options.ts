import {
  checkedLater,
  expected,
  expectFinite,
  expectFunction,
  expectInteger,
  expectPositive,
  expectPositiveInteger,
  LARGEST,
  type OptionChecks,
} from '@dl/core/check';
import { expectSignal } from '../check/signal';
import { expectIds } from '../check/text';
import type { Constraint } from './constraint';
import { expectLogitBias, type LogitBias } from './logit-bias';

/** What every way of decoding takes. */
export interface DecodeOptions<S> {
  /** The state before the first token: the encoder's, or that behind a prompt. It stays the caller's. Required. */
  state: S;
  /** The first token of each row: `sos`, or the last one of a prompt. Required. */
  start: ArrayLike<number>;
  /** The most tokens of a row: a hard limit, since a decoder may never end. Required. */
  maxLength: number;
  /** The token that ends a row. Default none. */
  eos?: number;
  /** No run of so many tokens comes twice. Default: any may. */
  noRepeatNgram?: number;
  /** `eos` does not come before so many tokens. Default 0. */
  minLength?: number;
  /**
   * Makes tokens of the prompt and of what is written less likely: positive logits are divided by it, negative ones multiplied (Keskar et
   * al., 2019; `beamSearch`, as Hugging Face, applies it to log probabilities). Under 1 they are likelier. Default 1, none.
   */
  repetitionPenalty?: number;
  /** The prompt of each row, for `repetitionPenalty`. Default: `start` alone. */
  prompts?: readonly ArrayLike<number>[];
  /** Taken from the logit of each token that is written already (as OpenAI has it). Default 0. */
  presencePenalty?: number;
  /** Taken from the logit of a token as often as it is written already (as OpenAI has it). Default 0. */
  frequencyPenalty?: number;
  /** Added to logits, by id; −∞ forbids a token. Default none. */
  logitBias?: LogitBias;
  /**
   * What may be written behind what has been written: a mask over the tokens of each step. Where it leaves only tokens that
   * `noRepeatNgram` or `minLength` rule out, these give way. Default: anything.
   */
  constraint?: Constraint;
  /** Stops between two steps; the rows are then as long as they are, `ended: 'aborted'`. */
  signal?: AbortSignal;
}

const expectPositiveOption = (where: string, name: string, value: unknown) =>
  expectPositiveInteger(where, name, value as number);

const expectFiniteOption = (where: string, name: string, value: unknown) =>
  expectFinite(where, name, value as number);

/** The checks of these options. */
export const DECODE_OPTIONS: OptionChecks<DecodeOptions<unknown>> = {
  state: checkedLater,
  start: (where, name, value) => expectIds(where, name, value, LARGEST),
  maxLength: expectPositiveOption,
  eos: (where, name, value) => expectInteger(where, name, value as number, 0, LARGEST),
  noRepeatNgram: expectPositiveOption,
  minLength: (where, name, value) => expectInteger(where, name, value as number, 0, LARGEST),
  repetitionPenalty: (where, name, value) => expectPositive(where, name, value as number),
  prompts: (where, name, value) => {
    if (!Array.isArray(value)) {
      throw new TypeError(expected(`${where}: ${name}`, 'an array of prompts', value));
    }
    for (let i = 0; i < value.length; i++) expectIds(where, `${name}.${i}`, value[i], LARGEST);
  },
  presencePenalty: expectFiniteOption,
  frequencyPenalty: expectFiniteOption,
  logitBias: expectLogitBias,
  constraint: (where, name, value) => expectFunction(where, `${name}.begin`, Object(value).begin),
  signal: expectSignal,
};

/** Checks the options that no call can do without. */
export function expectRequired(where: string, options: Partial<DecodeOptions<unknown>>): void {
  expectPositiveInteger(where, 'maxLength', options.maxLength as number);
  expectIds(where, 'start', options.start, LARGEST);
  if (!('state' in options)) {
    throw new TypeError(expected(`${where}: state`, 'the state before the first token', undefined));
  }
}

/** Why a row is as long as it is. */
export type Ended =
  /** It gave `eos`. */
  | 'eos'
  /** It gave a stop sequence, which is cut off. */
  | 'stop'
  /** It reached `maxLength`. */
  | 'length'
  /** Every token was ruled out. */
  | 'stuck'
  /** The signal stopped it. */
  | 'aborted';
