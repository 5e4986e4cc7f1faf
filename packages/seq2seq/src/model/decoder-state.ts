import { ShapeError } from '@dl/core';
import { expected, expectTensor } from '@dl/core/check';
import { gatherRows } from '@dl/text';
import type * as tf from '@tensorflow/tfjs-core';
import type { Memory } from './decoder-attention';
import type { RecurrentState } from './recurrent';

/** What a decoder knows between two words. */
export interface DecoderState {
  /** The state of each layer. */
  readonly state: readonly RecurrentState[];
  /** What it looks at, one row a sentence; undefined without attention. */
  readonly memory: Memory | undefined;
  /** Words of each sentence that was read. */
  readonly lengths: Int32Array;
  /** Which sentence each row of the memory is, by its number at the beginning: beams of one sentence have equal rows. */
  readonly rows: Int32Array;
  /** h̃ of the last step, for input feeding. */
  readonly feed: tf.Tensor2D | undefined;
}

/** The state of these rows: what is looked at is copied only if they are other sentences. */
export function selectRows(state: DecoderState, rows: Int32Array): DecoderState {
  const chosen = rows.map((row) => state.rows[row] as number);
  const isSame =
    chosen.length === state.rows.length && chosen.every((row, i) => row === state.rows[i]);
  return {
    ...gatherRows({ state: state.state, feed: state.feed }, rows),
    memory: isSame ? state.memory : gatherRows(state.memory, rows),
    lengths: rows.map((row) => state.lengths[row] as number),
    rows: chosen,
  };
}

/** Checks that tokens and a state fit together. @throws ShapeError, TypeError, Error */
export function expectState(
  where: string,
  tokens: tf.Tensor,
  state: DecoderState,
  readout: number,
): void {
  expectTensor(where, 'tokens', tokens, ['rows'], 'int32');
  if (typeof state !== 'object' || state === null || !('lengths' in state)) {
    throw new TypeError(expected(`${where}: state`, 'one that begin gave', state));
  }
  const [rows] = tokens.shape as [number];
  if (state.lengths.length !== rows) {
    throw new ShapeError(`${where}: state: expected ${rows} rows, got ${state.lengths.length}`);
  }
  if (state.feed) expectTensor(where, 'state.feed', state.feed, [rows, readout]);
}
