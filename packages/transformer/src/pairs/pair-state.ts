import type { KeyValues } from '@dl/attention';
import { expected, expectInteger } from '@dl/core/check';
import { gatherRows } from '@dl/text';
import type * as tf from '@tensorflow/tfjs-core';

/** What an encoder has made of sentences. */
export interface EncodedSource {
  /** [batch, source, size] */
  readonly memory: tf.Tensor3D;
  /** Tokens of each. */
  readonly lengths: readonly number[];
}

/** What a decoder knows between two tokens, a row a sentence. */
export interface TransformerState {
  /** Keys and values of what was said, of each block; empty before the first token. */
  readonly caches: readonly KeyValues[];
  /** Keys and values of what was read, of each block. */
  readonly memories: readonly KeyValues[];
  /** Tokens of each sentence that was read. */
  readonly lengths: readonly number[];
  /** Which sentence each row is, by its number at first: beams of one sentence look at equal rows. */
  readonly sentences: readonly number[];
  /** How many tokens were said. */
  readonly length: number;
}

/** Checks a state. @throws TypeError, RangeError */
export function expectPairState(where: string, state: TransformerState, rows: number): void {
  if (typeof state !== 'object' || state === null || !Array.isArray(state.sentences)) {
    throw new TypeError(expected(`${where}: state`, 'one that begin gave', state));
  }
  expectInteger(where, 'state.sentences.length', state.sentences.length, rows, rows);
  expectInteger(where, 'state.length', state.length, 0);
}

/** The state of these rows; what was read is copied only if they are other sentences. */
export function selectPairRows(state: TransformerState, rows: Int32Array): TransformerState {
  const of = <T>(list: readonly T[]) => Array.from(rows, (row) => list[row] as T);
  const sentences = of(state.sentences);
  const isSame =
    sentences.length === state.sentences.length &&
    sentences.every((sentence, row) => sentence === state.sentences[row]);
  const { caches, memories, length } = state;
  return {
    caches: caches.length === 0 ? caches : gatherRows(caches, rows),
    memories: isSame ? memories : gatherRows(memories, rows),
    lengths: of(state.lengths),
    sentences,
    length,
  };
}
