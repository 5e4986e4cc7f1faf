import { Linear, linear, type Rng, slice, split } from '@dl/core';
import { weightOf } from '@dl/core/extend';
import type { Cell } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import type { LstmState } from './lstm-weights';

type Activate = ((x: tf.Tensor) => tf.Tensor) | undefined;

/** What the cells of Keras have where they use activations that the kernels here have not. */
export interface KerasCellOptions {
  readonly rng: Rng;
  readonly bias: boolean;
  /** Of the candidate, and of an LSTM's cell; undefined is x itself. */
  readonly activate: Activate;
  /** Of the gates. */
  readonly gate: Activate;
}

const apply = (f: Activate, x: tf.Tensor) => (f === undefined ? x : f(x)) as tf.Tensor2D;

/** Keras' LSTM, c′ = f ∘ c + i ∘ a(g), h′ = o ∘ a(c′), of any activations; columns i, f, g, o. */
export class KerasLstmCell implements Cell<LstmState> {
  readonly input: Linear;
  readonly recurrent: Linear;

  constructor(
    readonly inSize: number,
    readonly outSize: number,
    private readonly options: KerasCellOptions,
  ) {
    const { rng, bias } = options;
    this.input = new Linear(inSize, 4 * outSize, { rng, bias });
    this.recurrent = new Linear(outSize, 4 * outSize, { rng, bias: false });
  }

  zeroState(batch: number): LstmState {
    return { h: tf.zeros([batch, this.outSize]), c: tf.zeros([batch, this.outSize]) };
  }

  step(x: tf.Tensor2D, { h, c }: LstmState): LstmState {
    const { gate, activate } = this.options;
    return tf.tidy(() => {
      const z = tf.add(this.input.forward(x), linear(h, weightOf(this.recurrent)));
      const [i, f, g, o] = split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const next = tf.add(tf.mul(apply(gate, f), c), tf.mul(apply(gate, i), apply(activate, g)));
      return { h: tf.mul(apply(gate, o), apply(activate, next)), c: next } as never;
    }) as LstmState;
  }

  output({ h }: LstmState): tf.Tensor2D {
    return h;
  }
}

/** Keras' GRU, h′ = z ∘ h + (1 − z) ∘ a(…), of any activations; columns z, r, ĥ. */
export class KerasGruCell implements Cell<tf.Tensor2D> {
  readonly input: Linear;
  /** With `resetAfter` it has a bias of its own. */
  readonly recurrent: Linear;

  constructor(
    readonly inSize: number,
    readonly outSize: number,
    private readonly options: KerasCellOptions & { readonly resetAfter: boolean },
  ) {
    const { rng, bias, resetAfter } = options;
    this.input = new Linear(inSize, 3 * outSize, { rng, bias });
    this.recurrent = new Linear(outSize, 3 * outSize, { rng, bias: bias && resetAfter });
  }

  zeroState(batch: number): tf.Tensor2D {
    return tf.zeros([batch, this.outSize]);
  }

  step(x: tf.Tensor2D, h: tf.Tensor2D): tf.Tensor2D {
    const { gate, activate, resetAfter } = this.options;
    const { outSize: size, recurrent } = this;
    return tf.tidy(() => {
      const [xz, xr, xh] = split(this.input.forward(x), 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const past = resetAfter
        ? recurrent.forward(h)
        : linear(h, slice(weightOf(recurrent), [0, 0], [size, 2 * size]));
      const [hz, hr, hh] = split(past, resetAfter ? 3 : 2, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const z = apply(gate, tf.add(xz, hz));
      const r = apply(gate, tf.add(xr, hr));
      const seen = resetAfter
        ? tf.mul(r, hh)
        : linear(
            tf.mul<tf.Tensor2D>(r, h),
            slice(weightOf(recurrent), [0, 2 * size], [size, size]),
          );
      const candidate = apply(activate, tf.add(xh, seen));
      return tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate)) as tf.Tensor2D;
    });
  }

  output(state: tf.Tensor2D): tf.Tensor2D {
    return state;
  }
}
