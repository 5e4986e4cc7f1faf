import { detach, Embedding, Linear, type Rng, softmaxCrossEntropy } from '@dl/core';
import { Gru, Lstm, type LstmState } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';
import type { Stretch } from './corpus';

/** The states of a network: one a layer. */
export type States = (tf.Tensor2D | LstmState)[];

interface CharacterNetOptions {
  readonly rng: Rng;
  readonly cell: 'lstm' | 'gru';
  readonly vocab: number;
  /** Features of a character. */
  readonly embedding: number;
}

/** Reads characters and says at each which may come next. */
export class CharacterNet {
  readonly embedding: Embedding;
  readonly layer: Lstm | Gru;
  readonly output: Linear;

  constructor(hidden: number, { rng, cell, vocab, embedding }: CharacterNetOptions) {
    this.embedding = new Embedding(vocab, embedding, { rng });
    this.layer = new (cell === 'lstm' ? Lstm : Gru)(embedding, hidden, { rng });
    this.output = new Linear(hidden, vocab, { rng });
  }

  /** `ids` int32 [batch, time] → logits [batch, time, vocab] and the states after it. */
  forward(ids: tf.Tensor2D, state?: States): { logits: tf.Tensor3D; state: States } {
    return tf.tidy(() => {
      const xs = this.embedding.forward(ids);
      const { outputs, state: last } = this.layer.forward(xs, { state: state as never });
      return { logits: this.output.forward(outputs), state: last } as never;
    }) as { logits: tf.Tensor3D; state: States };
  }

  /** The mean cross-entropy of a stretch in nats, and the states after it. */
  loss(stretch: Stretch, state?: States): { loss: tf.Scalar; state: States } {
    return tf.tidy(() => {
      const shape: [number, number] = [stretch.rows, stretch.length];
      const { logits, state: last } = this.forward(
        tf.tensor2d(stretch.inputs, shape, 'int32'),
        state,
      );
      const loss = softmaxCrossEntropy(logits, tf.tensor2d(stretch.targets, shape, 'int32'));
      return { loss, state: last } as never;
    }) as { loss: tf.Scalar; state: States };
  }
}

/** The states between two windows. They are Variables, so that a checkpoint holds them too. */
export class Carried {
  readonly states: readonly (tf.Variable | { readonly h: tf.Variable; readonly c: tf.Variable })[];

  constructor(net: CharacterNet, batch: number) {
    const buffer = (x: tf.Tensor) => tf.variable(x, false);
    this.states = tf.tidy(() =>
      net.layer.zeroState(batch).map((state) => {
        if (state instanceof tf.Tensor) return buffer(state);
        return { h: buffer(state.h), c: buffer(state.c) };
      }),
    );
  }

  /** Their values, with no way back for gradients. */
  read(): States {
    return detach(this.states as unknown as States);
  }

  write(next: States): void {
    next.forEach((state, i) => {
      const own = this.states[i] as Carried['states'][number];
      if (own instanceof tf.Variable) own.assign(state as tf.Tensor2D);
      else {
        own.h.assign((state as LstmState).h);
        own.c.assign((state as LstmState).c);
      }
    });
  }
}
