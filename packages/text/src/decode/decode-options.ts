import {
  checkedLater,
  expected,
  expectInteger,
  expectPositiveInteger,
  LARGEST,
  type OptionChecks,
} from '@dl/core/check';
import { expectSignal } from '../check/signal';
import { expectIds } from '../check/text';

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
  /** Stops between two steps; the rows are then as long as they are, `ended: 'aborted'`. */
  signal?: AbortSignal;
}

const expectPositiveOption = (where: string, name: string, value: unknown) =>
  expectPositiveInteger(where, name, value as number);

/** The checks of these options. */
export const DECODE_OPTIONS: OptionChecks<DecodeOptions<unknown>> = {
  state: checkedLater,
  start: (where, name, value) => expectIds(where, name, value, LARGEST),
  maxLength: expectPositiveOption,
  eos: (where, name, value) => expectInteger(where, name, value as number, 0, LARGEST),
  noRepeatNgram: expectPositiveOption,
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
