import type { KeyValues } from '@dl/attention';
import { expected, expectInteger } from '@dl/core/check';
import { gatherRows } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';

/** What a language model has read, a row a sequence: the state of its decoding. */
export interface CausalState {
  /** Keys and values of each block; empty before the first token. */
  readonly caches: readonly KeyValues[];
  readonly rows: number;
  /** How many tokens each row has read, its padding included. */
  readonly length: number;
  /** Of each row which of them are tokens (1) and which padding (0); undefined where all are tokens. */
  readonly real: readonly Uint8Array[] | undefined;
}

/** Nothing is read yet. */
export function emptyState(rows: number): CausalState {
  return { caches: [], rows, length: 0, real: undefined };
}

/** Checks a state. @throws TypeError, RangeError */
export function expectState(where: string, state: CausalState, rows: number): void {
  if (typeof state !== 'object' || state === null || !Array.isArray(state.caches)) {
    throw new TypeError(expected(`${where}: state`, 'one that start gave', state));
  }
  expectInteger(where, 'state.rows', state.rows, rows, rows);
  expectInteger(where, 'state.length', state.length, 0);
}

/** Checks which of the tokens are padding. @throws TypeError, RangeError */
export function expectReal(
  where: string,
  real: readonly Uint8Array[] | undefined,
  [rows, time]: readonly [number, number],
): void {
  if (real === undefined) return;
  if (!Array.isArray(real)) throw new TypeError(expected(`${where}: real`, 'an array', real));
  expectInteger(where, 'real.length', real.length, rows, rows);
  for (const [row, flags] of real.entries()) {
    expectInteger(where, `real.${row}.length`, Object(flags).length, time, time);
  }
}

/** The state of these rows. */
export function selectRows(state: CausalState, rows: Int32Array): CausalState {
  const { caches, real } = state;
  return {
    ...state,
    rows: rows.length,
    caches: caches.length === 0 ? caches : gatherRows(caches, rows),
    real: real && Array.from(rows, (row) => real[row] as Uint8Array),
  };
}

/** The flags of what was read and of `more`, new tokens of each row; undefined where all are tokens. */
export function realOf(
  { real, rows, length }: CausalState,
  more: readonly Uint8Array[] | undefined,
  time: number,
): Uint8Array[] | undefined {
  if (real === undefined && more === undefined) return undefined;
  return Array.from({ length: rows }, (_, row) => {
    const flags = new Uint8Array(length + time).fill(1);
    const [before, own] = [real?.[row], more?.[row]];
    if (before !== undefined) flags.set(before);
    if (own !== undefined) flags.set(own, length);
    return flags;
  });
}

/** Hides padding, a bool tensor [rows, 1, 1, keys]; undefined where there is none. */
export function paddingMask(real: readonly Uint8Array[] | undefined): tf.Tensor | undefined {
  if (real === undefined) return undefined;
  const [first] = real as readonly [Uint8Array];
  const flags = new Uint8Array(real.length * first.length);
  for (const [row, own] of real.entries()) flags.set(own, row * first.length);
  return tf.tensor4d(flags, [real.length, 1, 1, first.length], 'bool');
}

/** Where the last `time` tokens of each row stand among its tokens, int32 [rows, time] or, where nothing is padding, [time]. */
export function placesOf(
  real: readonly Uint8Array[] | undefined,
  length: number,
  time: number,
): tf.Tensor {
  if (real === undefined) return tf.range(length, length + time, 1, 'int32');
  const places = new Int32Array(real.length * time);
  for (const [row, flags] of real.entries()) {
    let place = 0;
    for (const [i, flag] of flags.entries()) {
      if (i >= length) places[row * time + i - length] = place;
      place += flag;
    }
  }
  return tf.tensor2d(places, [real.length, time], 'int32');
}
