import type { StepDecoder } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import type { CausalLanguageModel } from '../gpt/causal-language-model';
import { type CausalState, emptyState } from '../gpt/causal-state';
import { expectModel } from '../gpt/expect-model';
import { readPrompts } from '../gpt/prompts';

/** What a sliding decoder has read. */
export interface SlidingState {
  readonly inner: CausalState;
  /** The tokens of it, int32 [rows, time]; undefined before the first. */
  readonly ids: tf.Tensor2D | undefined;
}

/**
 * Writes on behind the context of a model: where it is full, the last half of it is read anew, and what came before is forgotten. Tokens are
 * never read back from a GPU.
 */
export class SlidingDecoder implements StepDecoder<SlidingState> {
  /** How many tokens stay. */
  readonly #kept: number;

  /** @throws TypeError for what is no `CausalLanguageModel` */
  constructor(readonly model: CausalLanguageModel) {
    expectModel('SlidingDecoder', model);
    this.#kept = Math.floor(model.context / 2);
  }

  /** Reads prompts, of a token or more each; of those that are longer than the context, its end. @throws as `model.start` */
  start(prompts: readonly ArrayLike<number>[]): { state: SlidingState; start: number[] } {
    const { context, vocabSize } = this.model;
    readPrompts('SlidingDecoder.start', prompts, vocabSize);
    const seen = prompts.map((ids) => Array.from(ids).slice(-context));
    return tf.tidy(() => {
      const { state, start } = this.model.start(seen);
      const { rows, length } = state;
      if (length === 0) return { state: { inner: state, ids: undefined }, start } as never;
      const ids = new Int32Array(rows * length);
      for (const [row, prompt] of seen.entries()) {
        const read = prompt.slice(0, -1);
        ids.set(read, (row + 1) * length - read.length);
      }
      const tokens = tf.tensor2d(ids, [rows, length], 'int32');
      return { state: { inner: state, ids: tokens }, start } as never;
    });
  }

  /** One step. @throws as `model.step` */
  step(tokens: tf.Tensor1D, state: SlidingState): { logits: tf.Tensor2D; state: SlidingState } {
    return tf.tidy(() => {
      const { inner, ids } = this.#withRoom(state);
      const made = this.model.step(tokens, inner);
      const column = tf.reshape(tokens, [tokens.size, 1]) as tf.Tensor2D;
      const all = ids === undefined ? tf.clone(column) : tf.concat([ids, column], 1);
      return { logits: made.logits, state: { inner: made.state, ids: all } } as never;
    });
  }

  /** The state of these rows. */
  select({ inner, ids }: SlidingState, rows: Int32Array): SlidingState {
    return tf.tidy(() => {
      const chosen = ids && tf.gather(ids, tf.tensor1d(rows, 'int32'));
      return { inner: this.model.select(inner, rows), ids: chosen } as never;
    });
  }

  #withRoom(state: SlidingState): SlidingState {
    const { inner, ids } = state;
    if (ids === undefined || inner.length < this.model.context) return state;
    // With nothing kept, a context of one token is read anew for each.
    if (this.#kept === 0) return { inner: emptyState(inner.rows), ids: undefined };
    const begin = inner.length - this.#kept;
    const last = tf.slice(ids, [0, begin], [inner.rows, this.#kept]);
    const real = inner.real?.map((flags) => flags.slice(begin));
    return { inner: this.model.read(last, undefined, real), ids: last };
  }
}
