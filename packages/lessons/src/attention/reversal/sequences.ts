import type { Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/** What stands before the first symbol and after the last one. */
export const EDGE = 0;

/** Sequences of one length, and what is to be said of each: its symbols from the last to the first. */
export interface ReversalBatch {
  /** int32 [batch, length], symbols from 1 on. */
  readonly source: tf.Tensor2D;
  /** What the decoder has said before each step, int32 [batch, length + 1]: `EDGE`, then the reversed symbols. */
  readonly said: tf.Tensor2D;
  /** What it is to say, int32 [batch, length + 1]: the reversed symbols, then `EDGE`. */
  readonly target: tf.Tensor2D;
}

interface ReversalOptions {
  readonly batch: number;
  readonly length: number;
  /** How many there are. */
  readonly symbols: number;
  readonly rng: Rng;
}

// #region data
/** Draws sequences of symbols and reverses them. */
export function drawReversals({ batch, length, symbols, rng }: ReversalOptions): ReversalBatch {
  const source = new Int32Array(batch * length);
  const said = new Int32Array(batch * (length + 1)).fill(EDGE);
  const target = new Int32Array(batch * (length + 1)).fill(EDGE);
  for (let row = 0; row < batch; row++) {
    for (let i = 0; i < length; i++) {
      const symbol = rng.int(1, symbols + 1);
      source[row * length + i] = symbol;
      target[row * (length + 1) + length - 1 - i] = symbol;
      said[row * (length + 1) + length - i] = symbol;
    }
  }
  const wide: [number, number] = [batch, length + 1];
  return {
    source: tf.tensor2d(source, [batch, length], 'int32'),
    said: tf.tensor2d(said, wide, 'int32'),
    target: tf.tensor2d(target, wide, 'int32'),
  };
}
// #endregion data

/** A symbol for people: a, b, c, … */
export function letterOf(symbol: number): string {
  return symbol === EDGE ? '·' : String.fromCharCode(96 + symbol);
}
