import type { Lengths } from '@dl/core';
import { type Rng, ShapeError } from '@dl/core';
import {
  checkedLater,
  countNames,
  expected,
  expectFlag,
  expectFunction,
  expectPositiveInteger,
  expectRng,
  expectTensor,
  type OptionCheck,
  type OptionChecks,
  readLengths,
  readOptions,
} from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell, SequenceOptions } from './cell';
import { expectLike } from './state';

interface Sizes {
  readonly inSize: number;
  readonly outSize: number;
}

/** Checks what a cell's step is given. @throws ShapeError, TypeError, Error */
export function expectStep(where: string, cell: Sizes, x: tf.Tensor, state: tf.Tensor): void {
  if (!((cell?.inSize | 0) > 0 && (cell?.outSize | 0) > 0)) {
    throw new TypeError(expected(`${where}: cell`, 'inSize and outSize', cell));
  }
  expectTensor(where, 'x', x, ['batch', cell.inSize]);
  expectTensor(where, 'state', state, [x.shape[0] as number, cell.outSize]);
}

/** How `SequenceOptions` are checked. */
const SEQUENCE_OPTIONS: OptionChecks<SequenceOptions> = {
  lengths: checkedLater,
  reverse: expectFlag,
};

/** Reads the options of `Cell.sequence`. `unroll` always gives both, which is seen without a look at their names. */
export function readSequenceOptions(where: string, options: SequenceOptions): SequenceOptions {
  const reverse = options?.reverse;
  const both = typeof reverse === 'boolean' && 'lengths' in options;
  const known = both && countNames(options) === 2;
  return known
    ? { lengths: options.lengths, reverse }
    : readOptions(where, options, SEQUENCE_OPTIONS);
}

/** The check of an option that is a generator. */
export const rngOption: OptionCheck = (where, name, value) => expectRng(where, value as Rng, name);

/**
 * Checks that `cell` is one: its sizes, and the methods that every cell has.
 *
 * @throws TypeError, RangeError `unroll: cell.inSize: expected a positive integer, got 0`
 */
export function expectCell<S extends tf.TensorContainer>(
  where: string,
  name: string,
  cell: Cell<S>,
): void {
  if (typeof cell !== 'object' || cell === null) {
    throw new TypeError(expected(`${where}: ${name}`, 'a cell', cell));
  }
  // Asked first without a text, which would cost more than the whole check.
  if (isCell(cell)) return;
  for (const method of ['zeroState', 'step', 'output'] as const) {
    expectFunction(where, `${name}.${method}`, cell[method]);
  }
  for (const method of ['expectState', 'sequence'] as const) {
    if (cell[method] !== undefined) expectFunction(where, `${name}.${method}`, cell[method]);
  }
  expectPositiveInteger(where, `${name}.inSize`, cell.inSize);
  expectPositiveInteger(where, `${name}.outSize`, cell.outSize);
}

function isCell<S extends tf.TensorContainer>(cell: Cell<S>): boolean {
  const { inSize, outSize } = cell;
  return (
    (inSize | 0) === inSize &&
    inSize > 0 &&
    (outSize | 0) === outSize &&
    outSize > 0 &&
    typeof cell.zeroState === 'function' &&
    typeof cell.step === 'function' &&
    typeof cell.output === 'function' &&
    (cell.sequence === undefined || typeof cell.sequence === 'function') &&
    (cell.expectState === undefined || typeof cell.expectState === 'function')
  );
}

/**
 * Checks a sequence, [batch, time, in], and reads the lengths of its rows: one a row, each 0 to time.
 *
 * @throws ShapeError, TypeError, RangeError, Error
 */
export function expectSequence(
  where: string,
  inSize: number,
  xs: tf.Tensor,
  lengths: Lengths | undefined,
): Int32Array | undefined {
  expectTensor(where, 'xs', xs, ['batch', 'time', inSize], 'float32', 'batch');
  if (lengths === undefined) return undefined;
  return readLengths(where, lengths, xs.shape[0] as number, xs.shape[1] as number);
}

/** Checks that what a state gives out fits the batch. @throws ShapeError, TypeError, Error */
export function expectState<S extends tf.TensorContainer>(
  where: string,
  name: string,
  cell: Cell<S>,
  state: S,
  batch: number,
): void {
  if (typeof state !== 'object' || state === null) {
    throw new TypeError(expected(`${where}: ${name}`, 'a state of the cell', state));
  }
  if (cell.expectState) {
    cell.expectState(where, name, state, batch);
    return;
  }
  tf.tidy(() => {
    expectLike(where, name, cell.zeroState(batch), state);
    // An output may be computed from the state.
    expectTensor(where, name, cell.output(state), [batch, cell.outSize]);
  });
}

/** Checks that there is one state a cell, and each of them. @throws RangeError; as `expectState` */
export function expectStates<S extends tf.TensorContainer>(
  where: string,
  cells: readonly Cell<S>[],
  states: readonly S[],
  batch: number,
): void {
  if (!Array.isArray(states)) {
    const rule = `an array of ${cells.length} states`;
    throw new TypeError(expected(`${where}: state`, rule, states));
  }
  if (states.length !== cells.length) {
    throw new RangeError(`${where}: state: expected ${cells.length} of them, got ${states.length}`);
  }
  cells.forEach((cell, i) => {
    expectState(where, `state.${i}`, cell, states[i] as S, batch);
  });
}

/**
 * Checks that the two cells of a layer take the same input, and give the same width where they are
 * added. @throws ShapeError
 */
export function expectPair(
  where: string,
  forward: Sizes,
  backward: Sizes,
  merge: 'concat' | 'sum',
): void {
  const one = merge === 'sum' ? forward.outSize : backward.outSize;
  if (backward.inSize === forward.inSize && backward.outSize === one) return;
  const [a, b] = [forward, backward].map((cell) => `${cell.inSize} → ${cell.outSize}`);
  throw new ShapeError(`${where}: backward: expected a cell ${a} as forward, got one ${b}`);
}

/** The weights of a cell by name, undefined for one that it has not. */
export type CellWeights = Readonly<Record<string, tf.Tensor | undefined>>;

/** The weights of a cell that passed a check, and the sizes that it had. */
interface Checked extends Sizes {
  readonly hiddenSize: number;
  readonly weights: CellWeights;
}

const CHECKED = new WeakMap<object, Checked>();

/**
 * Runs `check` unless these are the weights of `cell` that passed it last, alive still, and its sizes are the same: a Variable's
 * shape and dtype never change.
 */
export function checkOnce(
  cell: Omit<Checked, 'weights'>,
  weights: CellWeights,
  check: () => void,
): void {
  const known = CHECKED.get(cell);
  const { inSize, hiddenSize, outSize } = cell;
  let same =
    known?.inSize === inSize && known.hiddenSize === hiddenSize && known.outSize === outSize;
  for (const name in weights) {
    const weight = weights[name];
    same &&= weight === known?.weights[name] && weight?.isDisposed !== true;
  }
  if (same) return;
  check();
  CHECKED.set(cell, { inSize, hiddenSize, outSize, weights });
}
