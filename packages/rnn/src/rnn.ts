import {
  expectFraction,
  expectOneOf,
  expectPositiveInteger,
  expectTensor,
  type Rng,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Merge } from './bidirectional';
import type { Cell, Lengths } from './cell';
import { expectStates } from './check';
import { RnnCell, type RnnCellOptions } from './rnn-cell';
import { runFitting, type StackLayer, type StackResult } from './stack';

export interface RnnOptions extends RnnCellOptions {
  /** Default 1. */
  layers?: number;
  /** Both directions, and how they are merged. Default: forward only. */
  bidirectional?: Merge | undefined;
  /** The share of outputs that is dropped between layers while training, in [0, 1). Default 0. */
  dropout?: number;
}

export interface RnnForwardOptions {
  /** Where the sequence goes on from: one [batch, hidden] a layer and direction. Default zeros. */
  state?: readonly tf.Tensor2D[] | undefined;
  /** Steps of each row, 1 to time; later outputs are 0. Default: all. */
  lengths?: Lengths | undefined;
  /** Default false. */
  training?: boolean;
  /** Draws the dropout; needed with it while training. */
  rng?: Rng | undefined;
}

/**
 * A stack of simple recurrent layers, h′ = f(x Wx + h Wh + b), in one or both directions.
 * As `torch.nn.RNN` with `batch_first=True`; the two biases of PyTorch are one here.
 */
export class Rnn {
  /** The cells of the forward direction, one a layer. */
  readonly cells: readonly RnnCell[];
  /** Those of the backward direction; empty without one. */
  readonly reverseCells: readonly RnnCell[];
  // Private, so that the tree of parameters has each cell once.
  readonly #layers: readonly StackLayer<tf.Tensor2D>[];
  readonly #order: readonly Cell<tf.Tensor2D>[];
  /** How the directions are merged; undefined for one direction. */
  readonly merge: Merge | undefined;
  /** The share of outputs that is dropped between layers while training. */
  readonly dropout: number;

  /** @throws RangeError for a size or an option out of range */
  constructor(
    readonly inSize: number,
    readonly hiddenSize: number,
    { layers = 1, bidirectional, dropout = 0, ...cell }: RnnOptions,
  ) {
    expectPositiveInteger('Rnn', 'inSize', inSize);
    expectPositiveInteger('Rnn', 'hiddenSize', hiddenSize);
    expectPositiveInteger('Rnn', 'layers', layers);
    expectFraction('Rnn', 'dropout', dropout);
    if (bidirectional !== undefined) {
      expectOneOf('Rnn', 'bidirectional', bidirectional, ['concat', 'sum']);
    }
    this.merge = bidirectional;
    this.dropout = dropout;
    const width = bidirectional === 'concat' ? 2 * hiddenSize : hiddenSize;
    const make = (_: unknown, i: number) => new RnnCell(i === 0 ? inSize : width, hiddenSize, cell);
    this.cells = Array.from({ length: layers }, make);
    this.reverseCells = bidirectional ? Array.from({ length: layers }, make) : [];
    this.#layers = this.cells.map((forward, i) => ({ forward, backward: this.reverseCells[i] }));
    this.#order = this.#layers.flatMap(({ forward, backward }) =>
      backward ? [forward, backward] : [forward],
    );
  }

  /** Zeros, one [batch, hidden] a layer and direction. */
  zeroState(batch: number): tf.Tensor2D[] {
    return [...this.cells, ...this.reverseCells].map((cell) => cell.zeroState(batch));
  }

  /**
   * `xs` float32 [batch, time, in] → outputs [batch, time, hidden] (2 hidden with `concat`) and the
   * last states, each [batch, hidden], one a layer and direction in PyTorch's order.
   *
   * @throws ShapeError for an xs, a state or a number of lengths that does not fit, or an empty axis
   * @throws RangeError for a length that is no integer from 1 to time, another number of states, or
   *   dropout without `rng` while training
   * @throws TypeError for another dtype, Error for a disposed tensor
   */
  forward(xs: tf.Tensor, options: RnnForwardOptions = {}): StackResult<tf.Tensor2D> {
    const { merge, dropout } = this;
    const all = { ...options, merge, dropout };
    return runFitting('Rnn.forward', this.#layers, this.#order, xs, all);
  }

  /**
   * One step of all layers, for generation: `x` float32 [batch, in] → the last layer's output
   * [batch, hidden] and the next states, each a tensor of its own.
   *
   * @throws Error for a network of both directions, which needs the whole sequence
   * @throws RangeError for another number of states than layers; ShapeError, TypeError, Error for an x
   *   or a state that does not fit
   */
  step(x: tf.Tensor, state: readonly tf.Tensor2D[]): { output: tf.Tensor2D; state: tf.Tensor2D[] } {
    if (this.merge !== undefined) {
      throw new Error('Rnn.step: expected one direction, got a network of both');
    }
    expectTensor('Rnn.step', 'x', x, ['batch', this.inSize]);
    expectStates('Rnn.step', this.cells, state, x.shape[0] as number);
    return tf.tidy(() => {
      let output = x as tf.Tensor2D;
      const next = this.cells.map((cell, i) => {
        output = cell.step(output, state[i] as tf.Tensor2D);
        return output;
      });
      // The output is the last state: a second tensor, so that the one may be disposed and the other not.
      return { output: tf.clone(output), state: next };
    });
  }
}
