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
import { GRU_CELL_OPTIONS, GruCell, type GruCellOptions } from './gru-cell';

export interface GruOptions extends GruCellOptions, CellStackOptions {}

const OPTIONS: OptionChecks<GruOptions> = mergeChecks(GRU_CELL_OPTIONS, STACK_OPTIONS);

/** How a `Gru` is run over a sequence. */
export type GruForwardOptions = StackForwardOptions<tf.Tensor2D>;

/**
 * A stack of gated recurrent units in one or both directions; see `GruCell` for the formula. As
 * `torch.nn.GRU` with `batch_first=True`; the two biases of PyTorch are one here.
 */
export class Gru {
  /** What `fromTorch` and `toTorch` read it by. */
  static readonly torchCodec: string = 'gruTorch of @dl/lstm-gru/torch';

  /** The cells of the forward direction, one a layer. */
  readonly cells: readonly GruCell[];
  /** Those of the backward direction; empty without one. */
  readonly reverseCells: readonly GruCell[];
  /** How the directions are merged; undefined for one direction. */
  readonly merge: Merge | undefined;
  /** The share of outputs that is dropped between layers while training. */
  readonly dropout: number;
  readonly #stack: CellStack<tf.Tensor2D, GruCell>;

  /** @throws RangeError for a size or an option out of range; TypeError for an invalid option */
  constructor(
    readonly inSize: number,
    readonly hiddenSize: number,
    options: GruOptions,
  ) {
    const { layers, bidirectional, dropout, ...cell } = readOptions('Gru', options, OPTIONS);
    expectPositiveInteger('Gru', 'inSize', inSize);
    expectPositiveInteger('Gru', 'hiddenSize', hiddenSize);
    expectRng('Gru', cell.rng);
    const make = (size: number) => new GruCell(size, hiddenSize, cell);
    this.#stack = makeVariables(
      'Gru',
      () => new CellStack('Gru', inSize, { layers, bidirectional, dropout }, make),
    );
    ({ cells: this.cells, reverseCells: this.reverseCells } = this.#stack);
    ({ merge: this.merge, dropout: this.dropout } = this.#stack);
  }

  /** Zeros, one [batch, hidden] a layer and direction. */
  zeroState(batch: number): tf.Tensor2D[] {
    return this.#stack.zeroState(batch);
  }

  /**
   * `xs` float32 [batch, time, in] → outputs [batch, time, hidden] (2 hidden with `concat`) and the last
   * states, one a layer and direction in PyTorch's order.
   *
   * @throws ShapeError for an xs, a state or a number of lengths that does not fit, or an empty axis but the batch
   * @throws RangeError for a length that is no integer from 0 to time, another number of states, or
   *   dropout without `rng` while training
   * @throws TypeError for another dtype or an unknown option, Error for a disposed tensor
   */
  forward(xs: tf.Tensor, options?: GruForwardOptions): StackResult<tf.Tensor2D> {
    return this.#stack.forward(xs, options);
  }

  /**
   * One step of all layers, for generation: `x` float32 [batch, in] → the last layer's output
   * [batch, hidden], and the next states, each a tensor of its own.
   *
   * @throws Error for a network of both directions, which needs the whole sequence
   * @throws RangeError for another number of states than layers; ShapeError, TypeError, Error for an x
   *   or a state that does not fit
   */
  step(x: tf.Tensor, state: readonly tf.Tensor2D[]): { output: tf.Tensor2D; state: tf.Tensor2D[] } {
    return this.#stack.step(x, state);
  }
}
