import {
  expectPositiveInteger,
  expectRng,
  mergeChecks,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { makeVariables } from '@dl/core/extend';
import {
  CellStack,
  type CellStackOptions,
  type Merge,
  type StackForwardOptions,
  type StackResult,
} from '@dl/rnn';
import { STACK_OPTIONS } from '@dl/rnn/cell';
import type * as tf from '@tensorflow/tfjs-core';
import { LstmCell } from './lstm-cell';
import { LSTM_CELL_OPTIONS, type LstmCellOptions } from './lstm-cell-options';
import type { LstmState } from './lstm-weights';

export interface LstmOptions extends LstmCellOptions, CellStackOptions {}

const OPTIONS: OptionChecks<LstmOptions> = mergeChecks(LSTM_CELL_OPTIONS, STACK_OPTIONS);

/** How an `Lstm` is run over a sequence. */
export type LstmForwardOptions = StackForwardOptions<LstmState>;

/**
 * A stack of long short-term memories in one or both directions; see `LstmCell` for the formula. As
 * `torch.nn.LSTM` with `batch_first=True`; the two biases of PyTorch are one here.
 */
export class Lstm {
  /** What `fromTorch` and `toTorch` read it by. */
  static readonly torchCodec: string = 'lstmTorch of @dl/lstm-gru/torch';

  /** The cells of the forward direction, one a layer. */
  readonly cells: readonly LstmCell[];
  /** Those of the backward direction; empty without one. */
  readonly reverseCells: readonly LstmCell[];
  /** How the directions are merged; undefined for one direction. */
  readonly merge: Merge | undefined;
  /** The share of outputs that is dropped between layers while training. */
  readonly dropout: number;
  readonly #stack: CellStack<LstmState, LstmCell>;

  /** @throws RangeError for a size or an option out of range; TypeError for an invalid option */
  constructor(
    readonly inSize: number,
    readonly hiddenSize: number,
    options: LstmOptions,
  ) {
    const { layers, bidirectional, dropout, ...cell } = readOptions('Lstm', options, OPTIONS);
    expectPositiveInteger('Lstm', 'inSize', inSize);
    expectPositiveInteger('Lstm', 'hiddenSize', hiddenSize);
    expectRng('Lstm', cell.rng);
    const make = (size: number) => new LstmCell(size, hiddenSize, cell);
    this.#stack = makeVariables(
      'Lstm',
      () => new CellStack('Lstm', inSize, { layers, bidirectional, dropout }, make),
    );
    ({ cells: this.cells, reverseCells: this.reverseCells } = this.#stack);
    ({ merge: this.merge, dropout: this.dropout } = this.#stack);
  }

  /** Zeros: { h [batch, out], c [batch, hidden] }, one a layer and direction. */
  zeroState(batch: number): LstmState[] {
    return this.#stack.zeroState(batch);
  }

  /**
   * `xs` float32 [batch, time, in] → outputs [batch, time, out] (2 out with `concat`) and the last
   * states, one a layer and direction in PyTorch's order.
   *
   * @throws ShapeError for an xs, a state or a number of lengths that does not fit, or an empty axis but the batch
   * @throws RangeError for a length that is no integer from 0 to time, another number of states, or
   *   dropout without `rng` while training
   * @throws TypeError for another dtype or an unknown option, Error for a disposed tensor
   */
  forward(xs: tf.Tensor, options?: LstmForwardOptions): StackResult<LstmState> {
    return this.#stack.forward(xs, options);
  }

  /**
   * One step of all layers, for generation: `x` float32 [batch, in] → the last layer's output
   * [batch, out], a tensor of its own, and the next states.
   *
   * @throws Error for a network of both directions, which needs the whole sequence
   * @throws RangeError for another number of states than layers; ShapeError, TypeError, Error for an x
   *   or a state that does not fit
   */
  step(x: tf.Tensor, state: readonly LstmState[]): { output: tf.Tensor2D; state: LstmState[] } {
    return this.#stack.step(x, state);
  }
}
