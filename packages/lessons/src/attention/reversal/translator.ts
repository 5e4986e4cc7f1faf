import { AdditiveAttention, attend, attendWithWeights, GeneralAttention } from '@dl/attention';
import { concat, Embedding, Linear, type Rng, softmaxCrossEntropy } from '@dl/core';
import { Gru } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';
import type { ReversalBatch } from './sequences';

/** Features of a symbol. */
const SYMBOL_FEATURES = 32;

/** How a `Translator` is made. */
export interface TranslatorOptions {
  readonly rng: Rng;
  readonly symbols: number;
  /** Undefined: the encoder's last state is all that the decoder knows of the sequence. */
  readonly score: ScoreName | undefined;
}

/** What an encoder has read: its output at each symbol, and its last state. */
export interface Code {
  /** [batch, length, hidden] */
  readonly memory: tf.Tensor3D;
  /** [batch, hidden] */
  readonly state: tf.Tensor2D;
}

// #region model
/**
 * Encoder and decoder. Both begin alike: the decoder starts from the encoder's last state, a code of one length whatever
 * it stands for (Sutskever et al. 2014, Cho et al. 2014). With attention it also looks back at every output of the encoder
 * at each of its steps, and speaks from what it sees, tanh(W [context, h]) (Luong et al. 2015).
 */
export class Translator {
  readonly source: Embedding;
  readonly said: Embedding;
  readonly encoder: Gru;
  readonly decoder: Gru;
  readonly score: Score | undefined;
  readonly combine: Linear | undefined;
  readonly output: Linear;

  constructor(hidden: number, { rng, symbols, score }: TranslatorOptions) {
    this.source = new Embedding(symbols + 1, SYMBOL_FEATURES, { rng });
    this.said = new Embedding(symbols + 1, SYMBOL_FEATURES, { rng });
    this.encoder = new Gru(SYMBOL_FEATURES, hidden, { rng });
    this.decoder = new Gru(SYMBOL_FEATURES, hidden, { rng });
    if (score !== undefined) {
      this.score = makeScore(score, hidden, rng);
      this.combine = new Linear(2 * hidden, hidden, { rng, activation: 'tanh' });
    }
    this.output = new Linear(hidden, symbols + 1, { rng });
  }

  /** `source` int32 [batch, length]. */
  encode(source: tf.Tensor2D): Code {
    return tf.tidy(() => {
      const { outputs, state } = this.encoder.forward(this.source.forward(source));
      return { memory: outputs, state: state[0] } as never;
    }) as Code;
  }

  /** `said` int32 [batch, steps] → logits [batch, steps, symbols] and the decoder's state after them. */
  decode(code: Code, said: tf.Tensor2D): { logits: tf.Tensor3D; state: tf.Tensor2D } {
    return tf.tidy(() => {
      const { outputs, state } = this.#run(code, said);
      let spoken = outputs;
      if (this.score && this.combine) {
        const context = this.score.forward(outputs, code.memory);
        spoken = this.combine.forward(concat([context, outputs], 2)) as tf.Tensor3D;
      }
      return { logits: this.output.forward(spoken), state } as never;
    }) as { logits: tf.Tensor3D; state: tf.Tensor2D };
  }

  /** Where the decoder looks at each step, [batch, steps, length]. @throws Error without attention */
  weights(code: Code, said: tf.Tensor2D): tf.Tensor3D {
    const { score } = this;
    if (!score) throw new Error('Translator.weights: expected a network with attention, got none');
    return tf.tidy(() => score.weights(this.#run(code, said).outputs, code.memory));
  }

  /** The mean cross-entropy of what is to be said next, where what was said before was right. */
  loss({ source, said, target }: ReversalBatch): tf.Tensor {
    return tf.tidy(() =>
      softmaxCrossEntropy(this.decode(this.encode(source), said).logits, target),
    );
  }

  #run({ state }: Code, said: tf.Tensor2D): { outputs: tf.Tensor3D; state: tf.Tensor2D } {
    const run = this.decoder.forward(this.said.forward(said), { state: [state] });
    return { outputs: run.outputs, state: run.state[0] as tf.Tensor2D };
  }
}
// #endregion model

/** Ways to compare a query with the memory. */
export type ScoreName = 'general' | 'dot' | 'additive';

/** An attention of a decoder: `query` [batch, query, hidden], `memory` [batch, key, hidden]. */
export interface Score {
  readonly layer: unknown;
  /** The context of each query, [batch, query, hidden]. */
  forward(query: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor3D;
  /** [batch, query, key] */
  weights(query: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor3D;
}

/** An attention by its name: q W mᵀ, q mᵀ, or vᵀ tanh(q W + m U). */
export function makeScore(name: ScoreName, hidden: number, rng: Rng): Score {
  if (name === 'dot') {
    return {
      layer: undefined,
      forward: (query, memory) => attend(query, memory, memory, { scale: 1 }),
      weights: (query, memory) =>
        attendWithWeights(query, memory, memory, { scale: 1 }).weights as tf.Tensor3D,
    };
  }
  const Layer = name === 'general' ? GeneralAttention : AdditiveAttention;
  const layer = new Layer(hidden, hidden, { rng });
  return {
    layer,
    forward: (query, memory) => layer.forward(query, { memory }),
    weights: (query, memory) =>
      layer.forward(query, { memory, weights: true }).weights as tf.Tensor3D,
  };
}
