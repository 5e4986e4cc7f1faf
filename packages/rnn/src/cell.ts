import type * as tf from '@tensorflow/tfjs-core';

/** How a cell's own `sequence` is to run: the options of `unroll`, read and checked. */
export interface SequenceOptions {
  /** Steps of each row, 0 to time. Default: all. */
  lengths?: readonly number[] | Int32Array | undefined;
  /** From each row's last step to its first. Default false. */
  reverse?: boolean | undefined;
}

/** What a sequence gives. */
export interface SequenceResult<S> {
  /** The cell's output at each step, [batch, time, out]; 0 from a row's length on. */
  outputs: tf.Tensor3D;
  /** The state at each row's end (in reverse: at its first step). A row of no steps keeps the state that it began with. */
  state: S;
}

/**
 * A recurrent cell. It writes one step; `unroll` writes the loop over time once for all cells. A cell
 * that has a kernel for the whole sequence offers it as `sequence`.
 *
 * A state is a tensor, or an array or object of tensors, each [batch, …], whose shapes no step changes. No method
 * disposes what it is given.
 */
export interface Cell<S extends tf.TensorContainer = tf.Tensor2D> {
  /** Features of x. */
  readonly inSize: number;
  /** Features of the output. */
  readonly outSize: number;
  /** The state before the first step. */
  zeroState(batch: number): S;
  /** The state after one step; `x` [batch, in]. */
  step(x: tf.Tensor2D, state: S): S;
  /** What a state gives to the next layer, [batch, out]. */
  output(state: S): tf.Tensor2D;
  /**
   * Checks a state that a caller brings. A cell whose output is not all of its state offers it; without
   * it the output's shape is checked.
   *
   * @throws ShapeError, TypeError, Error, naming the part: `<where>: <name>.c: …`
   */
  expectState?(where: string, name: string, state: S, batch: number): void;
  /**
   * The whole sequence in one kernel, or undefined where the running backend has none: `xs`
   * [batch, time, in], from `state` or `zeroState` → as `unroll`, whose rules for lengths it keeps.
   * It leaves nothing behind but its result.
   */
  sequence?(
    xs: tf.Tensor3D,
    state: S | undefined,
    options: SequenceOptions,
  ): SequenceResult<S> | undefined;
}
