import { expected, expectFunction, expectTensor } from '@dl/core/check';
import { type Likeliest, likeliest } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { disposeOthers, gatherRows, tensorsOf } from './state';

/**
 * What can be decoded from: anything that takes a token for each row and gives logits for the next one. The state is the decoder's
 * own: a tensor, tensors in objects and arrays, a cache.
 *
 * ```ts
 * const decoder = {
 *   step(tokens, state) {
 *     const next = cell.step(embedding.forward(tokens), state);
 *     return { logits: output.forward(cell.output(next)), state: next };
 *   },
 * };
 * ```
 */
export interface StepDecoder<S> {
  /**
   * One step: `tokens` int32 [rows] and the state of as many rows → `logits` [rows, vocabulary] and the next state.
   *
   * It runs in a `tidy`. The logits stay the decoder's, who may keep them: they are read, not disposed. The state becomes the caller's:
   * its tensors are disposed once a later state is there that does not hold them, Variables and what was given at first excepted.
   */
  step(tokens: tf.Tensor1D, state: S): { readonly logits: tf.Tensor; readonly state: S };
  /**
   * The state of these `rows`, in this order; one may be there more than once, as beams need it. Default: each tensor of the state
   * gives these rows of its first axis. A decoder whose rows lie on another axis writes its own.
   */
  select?(state: S, rows: Int32Array): S;
}

/** The logits of one step as numbers, row after row. */
export interface Logits {
  readonly values: Float32Array;
  readonly rows: number;
  readonly vocabulary: number;
}

/** The likeliest tokens of each row. */
export interface LikeliestTokens extends Likeliest {
  /** How many there are of each row. */
  readonly count: number;
  readonly vocabulary: number;
}

/** Checks a decoder. @throws TypeError */
export function expectDecoder(where: string, decoder: unknown): void {
  if (typeof decoder !== 'object' || decoder === null) {
    throw new TypeError(expected(`${where}: decoder`, 'an object with a step', decoder));
  }
  const { step, select } = decoder as StepDecoder<unknown>;
  expectFunction(where, 'decoder.step', step);
  if (select !== undefined) expectFunction(where, 'decoder.select', select);
}

/**
 * Runs a decoder and owns the states that arise: each is disposed when the next is there, and what the caller gave is not.
 * Tensors that states share, such as an encoder's outputs, live as long as a state has them.
 */
export class DecoderRun<S> {
  readonly #where: string;
  readonly #decoder: StepDecoder<S>;
  /** What is the caller's. */
  readonly #given: ReadonlySet<tf.Tensor>;
  #state: S;
  #vocabulary: number | undefined;

  constructor(where: string, decoder: StepDecoder<S>, state: S) {
    this.#where = where;
    this.#decoder = decoder;
    this.#state = state;
    this.#given = tensorsOf(state);
  }

  /**
   * The logits behind these tokens, one a row.
   *
   * @throws ShapeError for logits of another shape; RangeError for NaN
   */
  async step(tokens: readonly number[]): Promise<Logits> {
    const logits = this.#step(tokens);
    try {
      const [rows, vocabulary] = logits.shape;
      const values = (await logits.data()) as Float32Array;
      expectNumbers(this.#where, values, vocabulary);
      return { values, rows, vocabulary };
    } finally {
      logits.dispose();
    }
  }

  /**
   * The `most` likeliest tokens of each row behind these: of a vocabulary that is smaller, all of it. As `step` says them, and nothing else
   * is read.
   *
   * @throws as `step`
   */
  async likeliest(tokens: readonly number[], most: number): Promise<LikeliestTokens> {
    const logits = this.#step(tokens);
    try {
      const [, vocabulary] = logits.shape;
      const count = Math.min(most, vocabulary);
      return { ...(await likeliest(this.#where, logits, count)), count, vocabulary };
    } finally {
      logits.dispose();
    }
  }

  #step(tokens: readonly number[]): tf.Tensor2D {
    const ids = Int32Array.from(tokens);
    const where = this.#where;
    const { logits, state } = tf.tidy(() => {
      const result = this.#decoder.step(tf.tensor1d(ids, 'int32'), this.#state);
      const shape = [ids.length, this.#vocabulary ?? 'vocabulary'];
      expectTensor(where, 'decoder.step(…).logits', Object(result).logits, shape);
      // A copy of our own: these may be a constant of the decoder, or a part of the state.
      return { logits: tf.clone(result.logits), state: result.state as S & tf.TensorContainer };
    });
    this.#replace(state);
    this.#vocabulary = logits.shape[1] as number;
    return logits as tf.Tensor2D;
  }

  /** Goes on with these rows. */
  select(rows: Int32Array): void {
    const { select = gatherRows } = this.#decoder;
    const state = tf.tidy(
      () => select.call(this.#decoder, this.#state, rows) as S & tf.TensorContainer,
    );
    this.#replace(state);
  }

  /** Disposes the last state. */
  dispose(): void {
    disposeOthers(this.#state, this.#given);
  }

  #replace(state: S): void {
    const kept = tensorsOf(state);
    for (const tensor of this.#given) kept.add(tensor);
    disposeOthers(this.#state, kept);
    this.#state = state;
  }
}

function expectNumbers(where: string, values: Float32Array, vocabulary: number): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) continue;
    const row = Math.floor(i / vocabulary);
    throw new RangeError(expected(`${where}: logits of row ${row}`, 'numbers', Number.NaN));
  }
}
