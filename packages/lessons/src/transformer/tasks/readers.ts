import { MultiHeadAttention } from '@dl/attention';
import { Conv1d, Embedding, glu, LayerNorm, Linear, type Rng } from '@dl/core';
import { Gru, Lstm } from '@dl/lstm-gru';
import { Rnn } from '@dl/rnn';
import { sinusoids, TransformerEncoder } from '@dl/transformer';
import * as tf from '@tensorflow/tfjs-core';

/** Taps of a convolution: itself and so many less one before it. */
export const TAPS = 3;
/** Of convolutions alone, one upon the other; and of those with attention behind each. */
export const CONVOLUTIONS = 4;
const WITH_ATTENTION = 2;

/** Vectors [batch, time, width] in and out; nothing looks at what comes later. */
interface Body {
  forward(x: tf.Tensor3D): tf.Tensor3D;
}

/** How a body is made. */
interface BodyOptions {
  readonly rng: Rng;
  readonly layers: number;
  readonly heads: number;
}

// #region conv
/** Gated convolutions one upon the other, each followed by attention to all that has been read where `heads` are given (Gehring et al. 2017). */
class Convolutions implements Body {
  readonly blocks: readonly {
    readonly norm: LayerNorm;
    readonly conv: Conv1d;
    readonly attention: MultiHeadAttention | undefined;
  }[];

  constructor(width: number, layers: number, { rng, heads }: { rng: Rng; heads?: number }) {
    this.blocks = Array.from({ length: layers }, () => ({
      norm: new LayerNorm(width),
      conv: new Conv1d(width, 2 * width, TAPS, { rng, padding: 'causal' }),
      attention: heads === undefined ? undefined : new MultiHeadAttention(width, heads, { rng }),
    }));
  }

  forward(x: tf.Tensor3D): tf.Tensor3D {
    return this.blocks.reduce((now, { norm, conv, attention }) => {
      const seen = tf.add(now, glu(conv.forward(norm.forward(now)))) as tf.Tensor3D;
      if (attention === undefined) return seen;
      return tf.add(seen, attention.forward(seen, { mask: { causal: true } }));
    }, x);
  }
}
// #endregion conv

/** A Transformer whose places see themselves and what came before. */
class Causal implements Body {
  readonly encoder: TransformerEncoder;

  constructor(width: number, options: BodyOptions) {
    this.encoder = new TransformerEncoder(width, options);
  }

  forward(x: tf.Tensor3D): tf.Tensor3D {
    return this.encoder.forward(x, { mask: { causal: true } });
  }
}

/** All that compete, the newest first. */
export const READERS = ['transformer', 'conv-attention', 'conv', 'gru', 'lstm', 'rnn'] as const;

/** Their names. */
export type ReaderName = (typeof READERS)[number];

/** Those that carry what they have read in a state; the others are told each place's number. */
const isRecurrent = (name: ReaderName) => name === 'gru' || name === 'lstm' || name === 'rnn';

/** Reads symbols, and says at each place a symbol from those up to it: an embedding, a body of any kind, and an output. */
// #region reader
export class Reader {
  readonly embedding: Embedding;
  readonly body: Body | Recurrent;
  readonly output: Linear;
  readonly #counts: boolean;

  constructor(name: ReaderName, width: number, { vocabulary, ...options }: ReaderOptions) {
    const { rng } = options;
    this.#counts = !isRecurrent(name);
    this.embedding = new Embedding(vocabulary, width, { rng });
    this.body = bodyOf(name, width, options);
    this.output = new Linear(width, vocabulary, { rng });
  }

  /** `ids` int32 [batch, time] → logits [batch, time, vocabulary]. */
  forward(ids: tf.Tensor2D): tf.Tensor3D {
    return tf.tidy(() => {
      let x = this.embedding.forward(ids) as tf.Tensor3D;
      if (this.#counts) x = tf.add(x, sinusoids(x.shape[1], x.shape[2]));
      const seen = this.body.forward(x);
      return this.output.forward(seen instanceof tf.Tensor ? seen : seen.outputs) as tf.Tensor3D;
    });
  }
}
// #endregion reader

/** A stack of recurrent layers. */
interface Recurrent {
  forward(x: tf.Tensor3D): { outputs: tf.Tensor3D };
}

/** How a reader is made. */
export interface ReaderOptions extends BodyOptions {
  readonly vocabulary: number;
}

function bodyOf(name: ReaderName, width: number, options: BodyOptions): Body | Recurrent {
  const { rng, heads } = options;
  switch (name) {
    case 'transformer':
      return new Causal(width, options);
    case 'conv-attention':
      return new Convolutions(width, WITH_ATTENTION, { rng, heads });
    case 'conv':
      return new Convolutions(width, CONVOLUTIONS, { rng });
    case 'gru':
      return new Gru(width, width, { rng });
    case 'lstm':
      return new Lstm(width, width, { rng });
    case 'rnn':
      return new Rnn(width, width, { rng });
  }
}
