import { unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import { encodePairs, type Pair } from './bits';
import { countRight } from './exact-match';
import { untrainedGradient } from './gradient-through-time';
import type { Adder } from './network';
import { type AdditionValues, SETTINGS } from './settings';

/** Held-out pairs that are shown one by one. */
const SHOWN = 8;

/** What a page draws: the network's answers, its states and its gradients. */
export interface AdditionView {
  readonly bits: number;
  /** Held-out pairs that are shown one by one. */
  readonly pairs: readonly Pair[];
  /** That each bit of their sums is 1, the least significant first, [pairs, bits]. */
  readonly probabilities: Float32Array;
  /** [pairs, bits, hidden] */
  readonly hidden: Float32Array;
  /** Held-out pairs whose sum is right in every bit. */
  readonly exact: number;
  readonly heldOut: number;
  /** ‖∂L_T/∂h_t‖ of the network as it is, t = 1 … T. */
  readonly gradient: Float64Array;
  /** The same of networks before training, by the value in which they differ. */
  readonly untrained: readonly { readonly name: string; readonly norms: Float64Array }[];
}

/** What the network says of the pairs that it has not seen, and the states in which it says so. */
export async function answerPairs(
  net: Adder,
  pairs: readonly Pair[],
  bits: number,
): Promise<Omit<AdditionView, 'gradient' | 'untrained'>> {
  const shown = Math.min(SHOWN, pairs.length);
  const [probabilities, hidden] = tf.tidy(() => {
    const xs = tf.tensor3d(encodePairs(pairs, bits), [pairs.length, bits, 2]);
    const { outputs } = unroll(net.cell, xs);
    return [tf.sigmoid(net.output.forward(outputs)), tf.slice(outputs, 0, shown)] as const;
  });
  const values = (await probabilities.data()) as Float32Array;
  const states = (await hidden.data()) as Float32Array;
  tf.dispose([probabilities, hidden]);
  return {
    bits,
    pairs: pairs.slice(0, shown),
    probabilities: values.slice(0, shown * bits),
    hidden: states.slice(),
    exact: countRight(pairs, values, bits),
    heldOut: pairs.length,
  };
}

/** The gradients of networks that differ in one setting, before training: computed when the question changes. */
export class Untrained {
  #question = '';
  #answers: { readonly name: string; readonly norms: Float64Array }[] = [];

  constructor(readonly seed: number) {}

  async compare(values: AdditionValues): Promise<AdditionView['untrained']> {
    const { compare, span, hidden, activation, init, recurrent, bias } = values;
    const question = JSON.stringify([compare, span, hidden, activation, init, recurrent, bias]);
    if (question !== this.#question) {
      this.#answers = [];
      for (const { value } of SETTINGS[compare].options) {
        const norms = await untrainedGradient({ ...values, [compare]: value }, span, this.seed);
        this.#answers.push({ name: value, norms });
      }
      this.#question = question;
    }
    return this.#answers.map(({ name, norms }) => ({ name, norms: norms.slice() }));
  }
}
