import * as tf from '@tensorflow/tfjs-core';
import { expectFlag, expectFunction } from '../check/choice';
import { expectInteger, expectPositiveInteger } from '../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';
import { expectRoom } from '../check/room';
import { expectTensor } from '../check/tensor';
import { type Initializer, normal } from '../init/initializers';
import { keepArguments } from '../made/made-with';
import { embedding } from '../ops/rows/embedding';
import { expectRng } from '../random/expect-rng';
import type { Rng } from '../random/random';
import { makeVariables } from './make-variables';

export interface EmbeddingOptions {
  /** Draws the initial weight. */
  rng: Rng;
  /** Of the weight. Default normal with standard deviation 1. */
  init?: Initializer;
  /** An id that stands for nothing: its row is 0 at first and gets no gradient. */
  paddingIndex?: number;
  /** Give the gradient as `SparseRows`: see `embedding`. Default false. */
  sparse?: boolean;
}

const OPTIONS: OptionChecks<EmbeddingOptions> = {
  rng: checkedLater,
  init: expectFunction,
  paddingIndex: checkedLater,
  sparse: expectFlag,
};

/**
 * A learned vector for each id of a vocabulary. As `torch.nn.Embedding`.
 *
 * @throws RangeError for sizes that are none and a padding index outside; ShapeError if `init` gives
 *   another shape
 *
 * @example
 * ```ts
 * const words = new Embedding(1000, 64, { rng: random(1) });
 * const x = words.forward(tf.tensor2d([[5, 17, 3]], [1, 3], 'int32')); // [1, 3, 64]
 * ```
 */
export class Embedding {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Embedding';
  /** [vocab, size] */
  readonly weight: tf.Variable;
  readonly paddingIndex: number | undefined;
  readonly sparse: boolean;

  constructor(vocabSize: number, size: number, options: EmbeddingOptions) {
    keepArguments(this, Embedding, [vocabSize, size, options]);
    const own = readOptions('Embedding', options, OPTIONS);
    const { rng, init = normal(), paddingIndex, sparse = false } = own;
    expectPositiveInteger('Embedding', 'vocabSize', vocabSize);
    expectPositiveInteger('Embedding', 'size', size);
    if (paddingIndex !== undefined) {
      expectInteger('Embedding', 'paddingIndex', paddingIndex, 0, vocabSize - 1);
    }
    expectRoom('Embedding', 'weight', [vocabSize, size]);
    expectRng('Embedding', rng);
    this.paddingIndex = paddingIndex;
    this.sparse = sparse;
    this.weight = makeVariables('Embedding', () => {
      const value = init([vocabSize, size], rng);
      expectTensor('Embedding', 'init', value, [vocabSize, size]);
      if (paddingIndex === undefined) return tf.variable(value);
      const places = tf.range(0, vocabSize, 1, 'int32');
      const padding = tf.equal(places, tf.scalar(paddingIndex, 'int32'));
      const mask = tf.broadcastTo(tf.expandDims(padding, 1), value.shape);
      return tf.variable(tf.where(mask, tf.zerosLike(value), value));
    });
  }

  /** `ids` int32 [...] → [..., size]. */
  forward(ids: tf.Tensor): tf.Tensor {
    return embedding(this.weight, ids, { paddingIndex: this.paddingIndex, sparse: this.sparse });
  }
}
