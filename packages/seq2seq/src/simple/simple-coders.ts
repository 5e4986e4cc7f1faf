import { Embedding, Linear, logSoftmax, type Rng, relu } from '@dl/core';
import {
  checkedLater,
  expectPositiveInteger,
  expectRng,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables } from '@dl/core/extend';
import { Gru } from '@dl/lstm-gru';
import type { StepDecoder } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';

/** What the parts of the plain model are told. */
export interface SimpleCoderOptions {
  /** Draws the initial weights. */
  rng: Rng;
}

const OPTIONS: OptionChecks<SimpleCoderOptions> = { rng: checkedLater };

/** The encoder of the plain model: an embedding and a GRU, whose last state is all that goes on. */
export class SimpleEncoder {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'SimpleEncoder';
  readonly embedding: Embedding;
  readonly gru: Gru;

  /** @throws RangeError if a size is not a positive integer; TypeError without a generator */
  constructor(
    readonly inputSize: number,
    readonly embeddingSize: number,
    readonly hiddenSize: number,
    options: SimpleCoderOptions,
  ) {
    keepArguments(this, SimpleEncoder, [inputSize, embeddingSize, hiddenSize, options]);
    const { rng } = readOptions('SimpleEncoder', options, OPTIONS);
    expectSizes('SimpleEncoder', { inputSize, embeddingSize, hiddenSize }, rng);
    const made = makeVariables('SimpleEncoder', () => ({
      embedding: new Embedding(inputSize, embeddingSize, { rng, sparse: true }),
      gru: new Gru(embeddingSize, hiddenSize, { rng }),
    }));
    this.embedding = made.embedding;
    this.gru = made.gru;
  }

  /** `ids` int32 [1, words] → what is left of them, [1, hidden]. */
  forward(ids: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => this.gru.forward(this.embedding.forward(ids)).state[0] as tf.Tensor2D);
  }
}

/** The decoder of the plain model: embedding, ReLU, GRU, and the log-softmax of a linear layer. */
export class SimpleDecoder implements StepDecoder<tf.Tensor2D> {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'SimpleDecoder';
  readonly embedding: Embedding;
  readonly gru: Gru;
  readonly linear: Linear;

  /** @throws RangeError if a size is not a positive integer; TypeError without a generator */
  constructor(
    readonly hiddenSize: number,
    readonly embeddingSize: number,
    readonly outputSize: number,
    options: SimpleCoderOptions,
  ) {
    keepArguments(this, SimpleDecoder, [hiddenSize, embeddingSize, outputSize, options]);
    const { rng } = readOptions('SimpleDecoder', options, OPTIONS);
    expectSizes('SimpleDecoder', { hiddenSize, embeddingSize, outputSize }, rng);
    const made = makeVariables('SimpleDecoder', () => ({
      embedding: new Embedding(outputSize, embeddingSize, { rng, sparse: true }),
      gru: new Gru(embeddingSize, hiddenSize, { rng }),
      linear: new Linear(hiddenSize, outputSize, { rng }),
    }));
    this.embedding = made.embedding;
    this.gru = made.gru;
    this.linear = made.linear;
  }

  /** `ids` int32 [1, words] and a state [1, hidden] → log p of the word behind each, [1, words, output], and the state after them. */
  forward(ids: tf.Tensor2D, hidden: tf.Tensor2D): { output: tf.Tensor3D; hidden: tf.Tensor2D } {
    return tf.tidy(() => {
      const { outputs, state } = this.run(ids, hidden);
      return { output: logSoftmax(this.linear.forward(outputs)), hidden: state } as never;
    }) as { output: tf.Tensor3D; hidden: tf.Tensor2D };
  }

  /** What the GRU makes of words, before any of them is said: [1, words, hidden], and its last state. */
  run(ids: tf.Tensor2D, hidden: tf.Tensor2D): { outputs: tf.Tensor3D; state: tf.Tensor2D } {
    return tf.tidy(() => {
      const run = this.gru.forward(relu(this.embedding.forward(ids)), { state: [hidden] });
      return { outputs: run.outputs, state: run.state[0] } as never;
    }) as { outputs: tf.Tensor3D; state: tf.Tensor2D };
  }

  /** One step, for decoding: `tokens` int32 [rows], state [rows, hidden]. */
  step(tokens: tf.Tensor1D, state: tf.Tensor2D): { logits: tf.Tensor2D; state: tf.Tensor2D } {
    return tf.tidy(() => {
      const next = this.gru.step(relu(this.embedding.forward(tokens)), [state]);
      return { logits: this.linear.forward(next.output), state: next.state[0] } as never;
    }) as { logits: tf.Tensor2D; state: tf.Tensor2D };
  }
}

function expectSizes(where: string, sizes: Readonly<Record<string, number>>, rng: Rng): void {
  for (const [name, size] of Object.entries(sizes)) expectPositiveInteger(where, name, size);
  expectRng(where, rng);
}
