import { concat, split } from '@dl/core';
import {
  checkedLater,
  expected,
  expectFlag,
  expectFunction,
  expectTensor,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { type Cell, type UnrollOptions, unroll } from '@dl/rnn';
import { expectCell, expectSequence } from '@dl/rnn/cell';
import * as tf from '@tensorflow/tfjs-core';

/** A cell that shows its gates at one step. */
export interface GatedCell<S extends tf.TensorContainer, G extends Record<string, tf.Tensor2D>>
  extends Cell<S> {
  /** Each gate's value, [batch, hidden], by name. */
  gates(x: tf.Tensor2D, state: S): G;
}

/** Each gate over time, [batch, time, hidden]; 0 from a row's length on. */
export type GateTrace<G> = { [name in keyof G]: tf.Tensor3D };

/**
 * Every gate's value at every step of a sequence, for drawing: `traceGates(cell, xs).forget`. Steps are
 * computed one by one, so `unroll` is the faster way to outputs.
 *
 * @param xs float32 [batch, time, in]
 * @returns one [batch, time, hidden] a gate, named as in the cell's `gates`
 * @throws as `unroll`
 */
export function traceGates<S extends tf.TensorContainer, G extends Record<string, tf.Tensor2D>>(
  cell: GatedCell<S, G>,
  xs: tf.Tensor,
  options?: UnrollOptions<S>,
): GateTrace<G> {
  const where = 'traceGates';
  const { state, ...how } = readOptions<UnrollOptions<S>>(where, options, OPTIONS);
  expectCell(where, 'cell', cell);
  expectFunction(where, 'cell.gates', cell.gates);
  expectSequence(where, cell.inSize, xs, how.lengths);
  if (state !== undefined && (typeof state !== 'object' || state === null)) {
    throw new TypeError(expected(`${where}: state`, 'a state of the cell', state));
  }
  return tf.tidy(() => {
    const shownOnce = cell.gates(tf.zeros([1, cell.inSize]), cell.zeroState(1));
    const sizes = Object.entries(shownOnce).map(([name, value]) => {
      expectTensor(where, `cell.gates: ${name}`, value, [1, 'hidden']);
      return [name, value.shape[1]] as const;
    });
    const width = sizes.reduce((sum, [, size]) => sum + size, 0);
    const withGates = (state: S, batch: number) => ({
      state,
      gates: tf.zeros<tf.Rank.R2>([batch, width]),
    });
    const shown: Cell<WithGates<S>> = {
      inSize: cell.inSize,
      outSize: width,
      zeroState: (batch) => withGates(cell.zeroState(batch), batch),
      step: (x, { state }) => ({
        state: cell.step(x, state),
        gates: concat(Object.values(cell.gates(x, state)), 1),
      }),
      output: ({ gates }) => gates,
      expectState: (where, name, { state }, batch) => {
        if (cell.expectState) cell.expectState(where, name, state, batch);
        else expectTensor(where, name, cell.output(state), [batch, cell.outSize]);
      },
    };
    const own = state && withGates(state, xs.shape[0] as number);
    const { outputs } = unroll(shown, xs, { ...how, state: own });
    const parts = split(
      outputs,
      sizes.map(([, size]) => size),
      2,
    );
    return Object.fromEntries(sizes.map(([name], i) => [name, parts[i]])) as never;
  }) as GateTrace<G>;
}

const OPTIONS: OptionChecks<UnrollOptions<unknown>> = {
  state: checkedLater,
  lengths: checkedLater,
  reverse: expectFlag,
};

interface WithGates<S> {
  state: S;
  gates: tf.Tensor2D;
  [name: string]: S | tf.Tensor2D;
}
