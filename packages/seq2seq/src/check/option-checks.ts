import type { Rng } from '@dl/core';
import {
  expected,
  expectInteger,
  expectPositiveInteger,
  expectRng,
  LARGEST,
  type OptionCheck,
} from '@dl/core/check';

/** The check of an id of a vocabulary that is yet to be known. */
export const idOption: OptionCheck = (where, name, value) =>
  expectInteger(where, name, value as number, 0, LARGEST);

/** The check of a number of tokens or rows. */
export const countOption: OptionCheck = (where, name, value) =>
  expectPositiveInteger(where, name, value as number, 2 ** 16);

/** The check of a share from 0 to 1, both allowed. */
export const shareOption: OptionCheck = (where, name, value) => {
  if (typeof value === 'number' && value >= 0 && value <= 1) return;
  throw new RangeError(expected(`${where}: ${name}`, 'a number from 0 to 1', value));
};

/** The check of an AbortSignal. */
export const signalOption: OptionCheck = (where, name, value) => {
  const { aborted, throwIfAborted } = Object(value) as AbortSignal;
  if (typeof aborted === 'boolean' && typeof throwIfAborted === 'function') return;
  throw new TypeError(expected(`${where}: ${name}`, 'an AbortSignal', value));
};

/** The check of a generator. */
export const rngOption: OptionCheck = (where, name, value) => expectRng(where, value as Rng, name);
