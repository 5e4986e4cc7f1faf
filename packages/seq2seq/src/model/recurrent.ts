import type { Rng } from '@dl/core';
import { concat } from '@dl/core';
import { oneOf } from '@dl/core/check';
import { Gru, Lstm, type LstmState } from '@dl/lstm-gru';
import { type Cell, type CellStack, type CellStackOptions, Rnn } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import { droppedOut } from './word-vectors';

/** The kinds of recurrent layers that encoders and decoders are made of. */
export type CellKind = 'rnn' | 'lstm' | 'gru';

/** The state of one layer: h [batch, hidden], of an LSTM { h, c }. */
export type RecurrentState = tf.Tensor2D | LstmState;

/** A stack of one of these kinds. */
export type Recurrent = CellStack<RecurrentState, Cell<RecurrentState>>;

const STACKS = { rnn: Rnn, lstm: Lstm, gru: Gru };

/** The check of an option `cell`. */
export const cellOption = /* @__PURE__ */ oneOf(['rnn', 'lstm', 'gru']);

/** Recurrent layers by the name of their cell. */
export function recurrent(
  kind: CellKind,
  inSize: number,
  hidden: number,
  options: CellStackOptions & { readonly rng: Rng },
): Recurrent {
  const Stack = STACKS[kind] as unknown as new (
    inSize: number,
    hidden: number,
    options: CellStackOptions & { rng: Rng },
  ) => Recurrent;
  return new Stack(inSize, hidden, options);
}

/** One step of all layers, where a share of what each but the first is given is dropped: other features at each step. */
export function stepDropped(
  { cells }: Recurrent,
  x: tf.Tensor2D,
  state: readonly RecurrentState[],
  { rate, rng }: { readonly rate: number; readonly rng: Rng },
): { output: tf.Tensor2D; state: RecurrentState[] } {
  let output = x;
  const next = cells.map((cell, i) => {
    const own = cell.step(i === 0 ? x : droppedOut(output, rate, rng), state[i] as RecurrentState);
    output = cell.output(own);
    return own;
  });
  return { output, state: next };
}

/**
 * The states of a network of both directions, forward and backward of layer 0, of layer 1 … → one a layer, both side by side, [batch, 2 hidden].
 */
export function joinDirections(states: readonly RecurrentState[]): RecurrentState[] {
  return Array.from({ length: states.length / 2 }, (_, layer) =>
    joined(states[2 * layer] as RecurrentState, states[2 * layer + 1] as RecurrentState),
  );
}

function joined(there: RecurrentState, back: RecurrentState): RecurrentState {
  if (there instanceof tf.Tensor) return concat([there, back as tf.Tensor2D], 1) as tf.Tensor2D;
  const other = back as LstmState;
  return {
    h: concat([there.h, other.h], 1) as tf.Tensor2D,
    c: concat([there.c, other.c], 1) as tf.Tensor2D,
  };
}
