import type { Rng } from '@dl/core';
import {
  expectPositiveInteger,
  expectRng,
  mergeChecks,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { keepArguments } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell';
import {
  type AnyStackOptions,
  CellStack,
  type CellStackOptions,
  STACK_OPTIONS,
} from './cell-stack';
import type { Take } from './result';

/** Layers of one kind of cell. */
export interface Stack<
  S extends tf.TensorContainer,
  C extends Cell<S>,
  T extends Take | undefined = undefined,
> extends CellStack<S, C, T> {
  /** Of every cell. */
  readonly hiddenSize: number;
}

/** The class of such layers. */
export interface StackClass<S extends tf.TensorContainer, C extends Cell<S>, O> {
  /**
   * `options` are those of the cell, and those of the stack.
   *
   * @throws RangeError for a size or an option out of range, or weights of 4 GiB and more; TypeError for an invalid option
   */
  new <T extends Take | undefined = undefined>(
    inSize: number,
    hiddenSize: number,
    options: O & CellStackOptions<T>,
  ): Stack<S, C, T>;
}

/**
 * The class of recurrent layers of a kind of cell: `class Rnn<T> extends stackOf('Rnn', RnnCell, RNN_CELL_OPTIONS)<T> {}`. It
 * is written once, so that every network of cells has the same options, methods, results and errors.
 *
 * @param where the name of the class, for errors
 * @param Cell the class of the cells
 * @param checks of their options
 */
/* @__NO_SIDE_EFFECTS__ */
export function stackOf<S extends tf.TensorContainer, C extends Cell<S>, O extends { rng: Rng }>(
  where: string,
  Cell: new (inSize: number, hiddenSize: number, options: O) => C,
  checks: OptionChecks<O>,
): StackClass<S, C, O> {
  const all = mergeChecks(checks as never, STACK_OPTIONS) as OptionChecks<O & AnyStackOptions>;
  const Stack = class<T extends Take | undefined = undefined> extends CellStack<S, C, T> {
    readonly hiddenSize: number;

    constructor(inSize: number, hiddenSize: number, options: O & CellStackOptions<T>) {
      const own = readOptions<O & AnyStackOptions>(where, options, all);
      const { layers, bidirectional, dropout, take, ...cell } = own;
      expectPositiveInteger(where, 'inSize', inSize);
      expectPositiveInteger(where, 'hiddenSize', hiddenSize);
      expectRng(where, own.rng);
      const stack = { layers, bidirectional, dropout, take: take as T };
      super(where, inSize, stack, (size) => new Cell(size, hiddenSize, cell as unknown as O));
      this.hiddenSize = hiddenSize;
      // One that extends `Rnn`, say, may take other arguments.
      if (Object.getPrototypeOf(new.target) === Stack) {
        keepArguments(this, new.target, [inSize, hiddenSize, options]);
      }
    }
  };
  return Stack;
}
