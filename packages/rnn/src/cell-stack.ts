import type { Lengths } from '@dl/core';
import { parameters, type Rng } from '@dl/core';
import {
  checkedLater,
  expectFlag,
  expectFraction,
  expectFunction,
  expectInteger,
  expectPositiveInteger,
  expectRoom,
  expectTensor,
  type OptionCheck,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import { type Merge, mergeOption } from './bidirectional';
import type { Cell } from './cell';
import { expectCell, expectStates, rngOption } from './check';
import { runFitting, type StackLayer, type StackResult } from './stack';
import { ownState } from './state';

/** What every stack of recurrent layers is told. */
export interface CellStackOptions {
  /** Default 1. */
  layers?: number | undefined;
  /** Both directions, and how they are merged. Default: forward only. */
  bidirectional?: Merge | undefined;
  /** The share of outputs that is dropped between layers while training, in [0, 1). Default 0. */
  dropout?: number | undefined;
}

/** Enough cells for any network, and few enough to make them all. */
const MOST_LAYERS = 2 ** 16;

const layersOption: OptionCheck = (where, name, value) =>
  expectPositiveInteger(where, name, value as number, MOST_LAYERS);

/** How the options of a stack are checked. */
export const STACK_OPTIONS: OptionChecks<CellStackOptions> = {
  layers: layersOption,
  bidirectional: mergeOption,
  dropout: expectFraction,
};

/** How a sequence is run through a stack; `S` is the state of one cell. */
export interface StackForwardOptions<S> {
  /** Where the sequence goes on from: one state a layer and direction. Default zeros. */
  state?: readonly S[] | undefined;
  /** Steps of each row, 0 to time; later outputs are 0. Default: all. */
  lengths?: Lengths | undefined;
  /** Default false. */
  training?: boolean;
  /** Draws the dropout; needed with it while training. */
  rng?: Rng | undefined;
}

const FORWARD_OPTIONS: OptionChecks<StackForwardOptions<unknown>> = {
  state: checkedLater,
  lengths: checkedLater,
  training: expectFlag,
  rng: rngOption,
};

/**
 * The cells of a stack of layers in one or both directions, and how they run. `Rnn` is one; a package
 * of another cell makes its own with it, and keeps it in a private field, so that the tree of
 * parameters has each cell once.
 */
export class CellStack<S extends tf.TensorContainer, C extends Cell<S>> {
  /** The cells of the forward direction, one a layer. */
  readonly cells: readonly C[];
  /** Those of the backward direction; empty without one. */
  readonly reverseCells: readonly C[];
  readonly merge: Merge | undefined;
  readonly dropout: number;
  readonly #layers: readonly StackLayer<S>[];
  readonly #order: readonly C[];
  readonly #where: string;

  /**
   * @param where the class that errors name
   * @param make the cell of a layer of so many input features
   * @throws RangeError for an option out of range, or weights of 4 GiB and more; TypeError for an unknown option, or a `make`
   *   that gives no cell
   */
  constructor(
    readonly where: string,
    inSize: number,
    options: CellStackOptions,
    make: (inSize: number) => C,
  ) {
    const { layers = 1, bidirectional, dropout = 0 } = readOptions(where, options, STACK_OPTIONS);
    expectPositiveInteger(where, 'inSize', inSize);
    expectFunction(where, 'make', make);
    this.#where = `${where}.forward`;
    this.merge = bidirectional;
    this.dropout = dropout;
    let width = inSize;
    const rest = () => Array.from({ length: layers - 1 }, () => made(where, make, width));
    const first = made(where, make, inSize);
    expectTotal(where, first, bidirectional ? 2 * layers : layers);
    width = bidirectional === 'concat' ? 2 * first.outSize : first.outSize;
    this.cells = [first, ...rest()];
    this.reverseCells = bidirectional ? [made(where, make, inSize), ...rest()] : [];
    this.#layers = this.cells.map((forward, i) => ({ forward, backward: this.reverseCells[i] }));
    this.#order = this.cells.flatMap((cell, i) => {
      const back = this.reverseCells[i];
      return back ? [cell, back] : [cell];
    });
  }

  /** One state a layer and direction, in PyTorch's order: forward and backward of layer 0, of layer 1 … */
  zeroState(batch: number): S[] {
    return this.#order.map((cell) => cell.zeroState(batch));
  }

  /** As `runStack`, whose errors it has. */
  forward(xs: tf.Tensor, options?: StackForwardOptions<S>): StackResult<S> {
    const { merge, dropout } = this;
    const own = readOptions<StackForwardOptions<S>>(this.#where, options, FORWARD_OPTIONS);
    const all = { ...own, merge, dropout };
    return runFitting(this.#where, this.#layers, this.#order, xs, all);
  }

  /**
   * One step of all layers: `x` float32 [batch, in] → the last layer's output [batch, out], a tensor of
   * its own, and the next states.
   *
   * @throws Error for both directions, which need the whole sequence
   * @throws RangeError for another number of states than layers; ShapeError, TypeError, Error for an x
   *   or a state that does not fit
   */
  step(x: tf.Tensor, state: readonly S[]): { output: tf.Tensor2D; state: S[] } {
    const where = `${this.where}.step`;
    if (this.merge !== undefined) {
      throw new Error(`${where}: expected one direction, got a network of both`);
    }
    expectTensor(where, 'x', x, ['batch', (this.cells[0] as C).inSize]);
    expectStates(where, this.cells, state, x.shape[0] as number);
    return tf.tidy(() => {
      let output = x as tf.Tensor2D;
      const next = this.cells.map((cell, i) => {
        const own = cell.step(output, state[i] as S);
        output = cell.output(own);
        return own;
      });
      // A tensor beside the state, so that the one may be disposed and the other not.
      const own = next.map((made, i) => ownState(made, state[i]));
      return { output: tf.clone(output), state: own } as never;
    }) as { output: tf.Tensor2D; state: S[] };
  }
}

function made<S extends tf.TensorContainer, C extends Cell<S>>(
  where: string,
  make: (inSize: number) => C,
  inSize: number,
): C {
  const cell = make(inSize);
  expectCell(where, 'make', cell);
  expectInteger(where, 'make: inSize', cell.inSize, inSize, inSize);
  return cell;
}

/** Checks that memory can hold so many cells as `first`, before the others are drawn. */
function expectTotal(where: string, first: object, cells: number): void {
  const size = parameters(first).reduce((sum, { size }) => sum + size, 0);
  expectRoom(where, 'layers', [cells, size]);
}
