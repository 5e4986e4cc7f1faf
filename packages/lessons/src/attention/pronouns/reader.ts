import { applyRotary, attend, attendWithWeights, type Mask } from '@dl/attention';
import { Embedding, Linear, matMul, type Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { VOCABULARY } from './word-ids';

/** The width of the words' vectors, which the heads share. */
export const WIDTH = 32;

/** Of the angles by which positions turn: sentences are short. */
const BASE = 100;

/** How a `Reader` looks at its words. */
export interface LookOptions {
  /** What scores are multiplied by. */
  readonly scale: number;
  readonly mask: Mask;
}

/** What a head sees in a sentence, and how the weights come about; of one sentence. */
export interface Look {
  /** Products q · k, [heads, words, words]. */
  readonly products: tf.Tensor3D;
  /** Their softmax times the scale, [heads, words, words]. */
  readonly weights: tf.Tensor3D;
  /** What each word stands for, as a share of every word of the vocabulary, [words, vocab]. */
  readonly answers: tf.Tensor2D;
}

/**
 * One layer of attention and nothing beside it: what a word stands for is told by the values that it attends to alone,
 * so that the weights say where it looked.
 */
export class Reader {
  readonly embedding: Embedding;
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly output: Linear;

  constructor(
    readonly heads: number,
    { rng }: { readonly rng: Rng },
  ) {
    this.embedding = new Embedding(VOCABULARY.size, WIDTH, { rng });
    this.query = new Linear(WIDTH, WIDTH, { rng });
    this.key = new Linear(WIDTH, WIDTH, { rng });
    this.value = new Linear(WIDTH, WIDTH, { rng });
    this.output = new Linear(WIDTH, VOCABULARY.size, { rng });
  }

  /** `ids` int32 [batch, time] → logits of what each word stands for, [batch, time, vocab]. */
  forward(ids: tf.Tensor, options: LookOptions): tf.Tensor3D {
    return tf.tidy(() => {
      const [q, k, v] = this.#project(ids);
      return this.#answer(attend(q, k, v, options));
    });
  }

  /** The numbers behind it, of one sentence [1, words]. */
  look(ids: tf.Tensor, options: LookOptions): Look {
    return tf.tidy(() => {
      const [q, k, v] = this.#project(ids);
      const { output, weights } = attendWithWeights(q, k, v, options);
      const products = matMul(q, k, { transposeB: true });
      return {
        products: tf.squeeze<tf.Tensor3D>(products, [0]),
        weights: tf.squeeze<tf.Tensor3D>(weights, [0]),
        answers: tf.squeeze<tf.Tensor2D>(tf.softmax(this.#answer(output as tf.Tensor4D)), [0]),
      } as unknown as tf.TensorContainerObject;
    }) as unknown as Look;
  }

  /** q and k with their positions, and v: [batch, heads, time, depth]. */
  #project(ids: tf.Tensor): [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D] {
    const x = this.embedding.forward(ids);
    const [batch, time] = ids.shape as [number, number];
    const inHeads = (layer: Linear) =>
      tf.transpose(
        tf.reshape(layer.forward(x), [batch, time, this.heads, WIDTH / this.heads]),
        [0, 2, 1, 3],
      ) as tf.Tensor4D;
    return [
      applyRotary(inHeads(this.query), { base: BASE }),
      applyRotary(inHeads(this.key), { base: BASE }),
      inHeads(this.value),
    ];
  }

  #answer(heads: tf.Tensor4D): tf.Tensor3D {
    const [batch, , time] = heads.shape;
    return this.output.forward(
      tf.reshape(tf.transpose(heads, [0, 2, 1, 3]), [batch, time, WIDTH]),
    ) as tf.Tensor3D;
  }
}
