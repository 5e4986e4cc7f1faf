import { type Activation, gelu, relu, silu, split } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * What stands between the two products of a block: `gelu` with the error function (BERT), `geluTanh` its approximation (GPT-2), `relu` (Vaswani et
 * al. 2017), `silu`; with a gate f(x G) ⊙ x U: `swiglu` (Llama), `geglu`.
 *
 * Shazeer, GLU variants improve Transformer, 2020.
 */
export type FeedForwardActivation = 'gelu' | 'geluTanh' | 'relu' | 'silu' | 'swiglu' | 'geglu';

const FORMS: Record<FeedForwardActivation, { f: (x: tf.Tensor) => tf.Tensor; gated: boolean }> = {
  gelu: { f: gelu, gated: false },
  geluTanh: { f: (x) => gelu(x, { approximate: 'tanh' }), gated: false },
  relu: { f: relu, gated: false },
  silu: { f: silu, gated: false },
  swiglu: { f: silu, gated: true },
  geglu: { f: gelu, gated: true },
};

/** The names. */
export const ACTIVATIONS = Object.keys(FORMS);

/** Whether half of what it is given is a gate. */
export function isGated(name: FeedForwardActivation): boolean {
  return FORMS[name].gated;
}

/** What the first product ends with: of a gated one nothing, since `gate` follows. */
export function endingOf(name: FeedForwardActivation): Activation {
  const { f, gated } = FORMS[name];
  return gated ? 'none' : f;
}

/** f(g) ⊙ u of [g, u] side by side in the last axis of x. */
export function gate(name: FeedForwardActivation, x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const [g, u] = split(x, 2, x.rank - 1) as [tf.Tensor, tf.Tensor];
    return tf.mul(FORMS[name].f(g), u);
  });
}
