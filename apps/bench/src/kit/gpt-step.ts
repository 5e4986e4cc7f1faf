import { MultiHeadAttention } from '@dl/attention';
import {
  adamW,
  Embedding,
  gelu,
  LayerNorm,
  Linear,
  parameters,
  type Rng,
  random,
  setup,
  softmaxCrossEntropy,
  valueAndGrads,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Contender } from '../row';

/** A small GPT: a decoder with the norm before each part, and learned positions. */
export interface GptSizes {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly block: number;
  readonly batch: number;
  readonly vocabulary: number;
}

/** The one that the benches train, of 818,176 parameters. */
export const GPT: GptSizes = {
  layers: 4,
  width: 128,
  heads: 4,
  block: 64,
  batch: 12,
  vocabulary: 65,
};

/** A layer of it: x + attention(norm x), then x + dense(gelu(dense(norm x))). */
class Block {
  readonly norm1: LayerNorm;
  readonly attention: MultiHeadAttention;
  readonly norm2: LayerNorm;
  readonly wide: Linear;
  readonly narrow: Linear;

  constructor({ width, heads }: GptSizes, rng: Rng) {
    this.norm1 = new LayerNorm(width);
    this.attention = new MultiHeadAttention(width, heads, { rng });
    this.norm2 = new LayerNorm(width);
    this.wide = new Linear(width, 4 * width, { rng });
    this.narrow = new Linear(4 * width, width, { rng });
  }

  forward(x: tf.Tensor3D): tf.Tensor3D {
    const mask = { causal: true } as const;
    const seen = tf.add(x, this.attention.forward(this.norm1.forward(x), { mask })) as tf.Tensor3D;
    const more = this.narrow.forward(gelu(this.wide.forward(this.norm2.forward(seen))));
    return tf.add(seen, more) as tf.Tensor3D;
  }
}

/** The network: ids [batch, block] → logits [batch, block, vocabulary]. */
export class Gpt {
  readonly tokens: Embedding;
  readonly positions: Embedding;
  readonly blocks: readonly Block[];
  readonly norm: LayerNorm;
  readonly out: Linear;

  constructor(sizes: GptSizes, rng: Rng) {
    this.tokens = new Embedding(sizes.vocabulary, sizes.width, { rng });
    this.positions = new Embedding(sizes.block, sizes.width, { rng });
    this.blocks = Array.from({ length: sizes.layers }, () => new Block(sizes, rng));
    this.norm = new LayerNorm(sizes.width);
    this.out = new Linear(sizes.width, sizes.vocabulary, { rng });
  }

  forward(ids: tf.Tensor): tf.Tensor {
    const places = tf.range(0, ids.shape[1] as number, 1, 'int32');
    let x = tf.add(this.tokens.forward(ids), this.positions.forward(places)) as tf.Tensor3D;
    for (const block of this.blocks) x = block.forward(x);
    return this.out.forward(this.norm.forward(x));
  }
}

/** Training steps of it: forward, cross entropy of the next token, backward, AdamW. */
export async function gptStep(sizes: GptSizes = GPT): Promise<Contender> {
  await setup({ backend: 'wasm', threads: 1 });
  const { batch, block, vocabulary } = sizes;
  const rng = random(1);
  const model = new Gpt(sizes, rng);
  const variables = parameters(model);
  const optimizer = adamW({ learningRate: 1e-3 });
  const ids = rng.integers(0, vocabulary, [batch, block]);
  const next = rng.integers(0, vocabulary, [batch * block]) as tf.Tensor1D;
  const loss = () => softmaxCrossEntropy(tf.reshape(model.forward(ids), [-1, vocabulary]), next);
  const run = (times: number) => {
    for (let i = 0; i < times; i++) {
      const { value, grads } = valueAndGrads(loss, variables);
      optimizer.update(grads);
      value.dispose();
      for (const gradient of grads.values()) gradient.dispose();
    }
  };
  return { run };
}
