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

interface SampleOptions {
  /** What the network has read before: [time]. */
  readonly prompt: Int32Array;
  readonly length: number;
  /** Logits are divided by it. */
  readonly temperature: number;
  readonly rng: Rng;
}

/** The characters that the network goes on with, each drawn from what it says may come next. */
export async function sampleText(
  net: CharacterNet,
  { prompt, length, temperature, rng }: SampleOptions,
): Promise<number[]> {
  const drawn: number[] = [];
  let state: States | undefined;
  let input = prompt;
  while (drawn.length < length) {
    const next = tf.tidy(() => {
      const ids = tf.tensor2d(input, [1, input.length], 'int32');
      const { logits, state: last } = net.forward(ids, state);
      const vocab = logits.shape[2];
      const final = tf.slice(logits, [0, input.length - 1, 0], [1, 1, vocab]);
      return { logits: final, state: last } as never;
    }) as { logits: tf.Tensor; state: States };
    tf.dispose(state as tf.TensorContainer);
    state = next.state;
    const character = draw(await next.logits.data(), temperature, rng);
    next.logits.dispose();
    drawn.push(character);
    input = Int32Array.of(character);
  }
  tf.dispose(state as tf.TensorContainer);
  return drawn;
}

/** An index drawn from softmax(logits / temperature). */
export function draw(logits: ArrayLike<number>, temperature: number, rng: Rng): number {
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const most = Math.max(...scaled);
  const weights = scaled.map((logit) => Math.exp(logit - most));
  let rest = rng.next() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  return found >= 0 ? found : weights.length - 1;
}
