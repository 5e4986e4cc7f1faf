import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell';
import { outputOf } from './run-sequence';

/** How the outputs of the two directions become one: side by side, or added. */
export type Merge = 'concat' | 'sum';

/** What a sequence through recurrent layers gives; `S` holds the last states. */
export interface RecurrentResult<S> {
  /** The output at each step, [batch, time, out]; 2 out of two directions side by side. 0 from a row's length on. */
  readonly outputs: tf.Tensor3D;
  /**
   * What the layers say of the whole sequence, [batch, out], 2 out of two directions side by side: the forward direction after
   * each row's own last step, merged with the backward direction after each row's first. For a row of no steps, the output of
   * the state that it began with.
   *
   * It is computed when it is first read, so read it where its gradient is taken. From then on it belongs to the result: a
   * `tf.dispose` of the result disposes it, and a `tf.tidy` that returns the result keeps it.
   */
  readonly last: tf.Tensor2D;
  /** The state at each row's end; of the backward direction, at its first step. */
  readonly state: S;
}

/** A `RecurrentResult` of layers, with one state a layer and direction: forward and backward of layer 0, of layer 1 … */
export type StackResult<S> = RecurrentResult<S[]>;

/** What `forward` of a recurrent layer gives instead of its whole result: the output at each row's end, or all outputs. */
export type Take = 'last' | 'all';

/** What `forward` gives with an option `take` of `T`. */
export type Taken<S, T extends Take | undefined> = T extends 'last'
  ? tf.Tensor2D
  : T extends 'all'
    ? tf.Tensor3D
    : StackResult<S>;

/** A result whose `last` costs nothing until it is read. */
export class LazyResult<S> implements RecurrentResult<S> {
  readonly #last: () => tf.Tensor2D;

  constructor(
    readonly outputs: tf.Tensor3D,
    readonly state: S,
    last: () => tf.Tensor2D,
  ) {
    this.#last = last;
  }

  get last(): tf.Tensor2D {
    const value = this.#last();
    // Enumerable from here on, for those who walk a result to keep or dispose its tensors. Of the prototype it is not, so
    // that nobody computes it by walking.
    Object.defineProperty(this, 'last', { value, enumerable: true });
    return value;
  }
}

/** The output of a layer at each row's end, of the last states of its cell, or its two: a tensor beside those of the state. */
export function lastOutput<S extends tf.TensorContainer>(
  cells: readonly [Cell<S>, Cell<S>?],
  states: readonly S[],
  merge: Merge,
  batch: number,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [there, back] = cells.map((cell, i) =>
      outputOf(cell as Cell<S>, states[i] as S, batch),
    ) as [tf.Tensor2D, tf.Tensor2D?];
    if (back === undefined) return tf.clone(there);
    return merge === 'concat' ? tf.concat([there, back], 1) : tf.add<tf.Tensor2D>(there, back);
  });
}
