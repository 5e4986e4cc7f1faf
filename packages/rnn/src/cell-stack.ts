import type { Lengths } from '@dl/core';
import { parameters, type Rng } from '@dl/core';
import {
  checkedLater,
  expected,
  expectFlag,
  expectFraction,
  expectFunction,
  expectInteger,
  expectPositiveInteger,
  expectRoom,
  expectTensor,
  type OptionCheck,
  type OptionChecks,
  oneOf,
  readOptions,
} from '@dl/core/check';
import { makeVariables } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell';
import { expectCell, expectStates, rngOption } from './check';
import type { Merge, StackResult, Take, Taken } from './result';
import { runFitting, type StackLayer } from './stack';
import { ownState } from './state';

/** What every stack of recurrent layers is told. */
export interface CellStackOptions<T extends Take | undefined = undefined> {
  /** Default 1. */
  layers?: number | undefined;
  /** Both directions, their outputs side by side (`true` or `'concat'`) or added (`'sum'`). Default: forward only. */
  bidirectional?: boolean | Merge | undefined;
  /** The share of outputs that is dropped between layers while training, in [0, 1). Default 0. */
  dropout?: number | undefined;
  /**
   * Makes a `Layer` of it, for `sequential`: `forward` gives one tensor, the output at each row's end (`'last'`) or that of
   * all steps (`'all'`). Default: `forward` gives the whole result.
   */
  take?: T;
}

/** With any `take`. */
export type AnyStackOptions = CellStackOptions<Take | undefined>;

/** Enough cells for any network, and few enough to make them all. */
const MOST_LAYERS = 2 ** 16;

const layersOption: OptionCheck = (where, name, value) =>
  expectPositiveInteger(where, name, value as number, MOST_LAYERS);

const directionsOption: OptionCheck = (where, name, value) => {
  if (typeof value === 'boolean' || value === 'concat' || value === 'sum') return;
  throw new RangeError(expected(`${where}: ${name}`, 'true, false, "concat" or "sum"', value));
};

/** How the options of a stack are checked. */
export const STACK_OPTIONS: OptionChecks<AnyStackOptions> = {
  layers: layersOption,
  bidirectional: directionsOption,
  dropout: expectFraction,
  take: /* @__PURE__ */ oneOf(['last', 'all']),
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
 * Layers of cells in one or both directions, and how they run. `Rnn`, `Lstm` and `Gru` are such stacks, made by `stackOf`; a
 * cell of another kind runs in one made by hand: `new CellStack('Mine', 3, { layers: 2 }, (inSize) => new MyCell(inSize))`.
 */
export class CellStack<
  S extends tf.TensorContainer,
  C extends Cell<S>,
  T extends Take | undefined = undefined,
> {
  /** The cells of the forward direction, one a layer. */
  readonly cells: readonly C[];
  /** Those of the backward direction; empty without one. */
  readonly reverseCells: readonly C[];
  /** How the outputs of the directions become one; undefined for one direction. */
  readonly merge: Merge | undefined;
  /** The share of outputs that is dropped between layers while training. */
  readonly dropout: number;
  /** What `forward` gives; undefined for the whole result. */
  readonly take: T;
  readonly #layers: readonly StackLayer<S>[];
  readonly #order: readonly C[];
  readonly #where: string;

  /**
   * @param where the class that errors name
   * @param make makes the cell of a layer with so many input features
   * @throws RangeError for an option out of range, or weights of 4 GiB and more; TypeError for an unknown option, or a `make`
   *   that gives no cell
   */
  constructor(
    where: string,
    readonly inSize: number,
    options: CellStackOptions<T>,
    make: (inSize: number) => C,
  ) {
    const own = readOptions<AnyStackOptions>(where, options, STACK_OPTIONS);
    const { layers = 1, bidirectional = false, dropout = 0 } = own;
    expectPositiveInteger(where, 'inSize', inSize);
    expectFunction(where, 'make', make);
    this.#where = where;
    this.merge = bidirectional === true ? 'concat' : bidirectional || undefined;
    this.dropout = dropout;
    this.take = own.take as T;
    const both = this.merge !== undefined;
    const made = makeVariables(where, () => {
      const first = makeCell(where, make, inSize);
      expectTotal(where, first, both ? 2 * layers : layers);
      const width = this.merge === 'concat' ? 2 * first.outSize : first.outSize;
      const rest = () => Array.from({ length: layers - 1 }, () => makeCell(where, make, width));
      const cells = [first, ...rest()];
      return { cells, reverseCells: both ? [makeCell(where, make, inSize), ...rest()] : [] };
    });
    ({ cells: this.cells, reverseCells: this.reverseCells } = made);
    this.#layers = this.cells.map((forward, i) => ({ forward, backward: this.reverseCells[i] }));
    this.#order = this.cells.flatMap((cell, i) => {
      const back = this.reverseCells[i];
      return back ? [cell, back] : [cell];
    });
  }

  /** The states before the first step, one a layer and direction: forward and backward of layer 0, of layer 1 … */
  zeroState(batch: number): S[] {
    return this.#order.map((cell) => cell.zeroState(batch));
  }

  /**
   * `xs` float32 [batch, time, in] → outputs [batch, time, out], the last output [batch, out] and the last states, one a layer
   * and direction in PyTorch's order. With both directions side by side, out is that of two cells. With the option `take`,
   * only `outputs` or only `last`.
   *
   * @throws ShapeError for an xs, a state or a number of lengths that does not fit, or an empty axis but the batch
   * @throws RangeError for a length that is no integer from 0 to time, another number of states, or dropout without `rng`
   *   while training
   * @throws TypeError for another dtype or an unknown option; Error for a disposed tensor
   */
  forward(xs: tf.Tensor, options?: StackForwardOptions<S>): Taken<S, T> {
    const { merge, dropout, take } = this;
    const where = `${this.#where}.forward`;
    const own = readOptions<StackForwardOptions<S>>(where, options, FORWARD_OPTIONS);
    const run = (): StackResult<S> =>
      runFitting(where, this.#layers, this.#order, xs, { ...own, merge, dropout });
    if (take === undefined) return run() as Taken<S, T>;
    return tf.tidy(() => (take === 'last' ? run().last : run().outputs)) as Taken<S, T>;
  }

  /**
   * One step of all layers, for generation: `x` float32 [batch, in] → the last layer's output [batch, out], a tensor of
   * its own, and the next states.
   *
   * @throws Error for both directions, which need the whole sequence
   * @throws RangeError for another number of states than layers; ShapeError, TypeError, Error for an x
   *   or a state that does not fit
   */
  step(x: tf.Tensor, state: readonly S[]): { output: tf.Tensor2D; state: S[] } {
    const where = `${this.#where}.step`;
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

function makeCell<S extends tf.TensorContainer, C extends Cell<S>>(
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
