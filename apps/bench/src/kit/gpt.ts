import { type KeyValues, MultiHeadAttention } from '@dl/attention';
import {
  adamW,
  Embedding,
  gelu,
  type Initializer,
  LayerNorm,
  Linear,
  parameters,
  type Rng,
  softmaxCrossEntropy,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { GptSizes } from './gpt-sizes';
import { type Training, training } from './training';

interface GptOptions {
  readonly rng: Rng;
  /** Of all weights but the norms'. Default: each layer's own. */
  readonly init?: Initializer;
}

/** A layer of it: x + attention(norm x), then x + dense(gelu(dense(norm x))). */
class Block {
  readonly norm1: LayerNorm;
  readonly attention: MultiHeadAttention;
  readonly norm2: LayerNorm;
  readonly up: Linear;
  readonly down: Linear;

  constructor({ width, heads }: GptSizes, own: GptOptions) {
    this.norm1 = new LayerNorm(width);
    this.attention = new MultiHeadAttention(width, heads, own);
    this.norm2 = new LayerNorm(width);
    this.up = new Linear(width, 4 * width, own);
    this.down = new Linear(4 * width, width, own);
  }

  forward(x: tf.Tensor): tf.Tensor {
    const seen = this.attention.forward(this.norm1.forward(x), { mask: { causal: true } });
    return this.#wide(tf.add(x, seen));
  }

  step(x: tf.Tensor, cache: KeyValues | undefined): { x: tf.Tensor; cache: KeyValues } {
    const made = this.attention.step(this.norm1.forward(x), { cache });
    return { x: this.#wide(tf.add(x, made.output)), cache: made.cache };
  }

  #wide(x: tf.Tensor): tf.Tensor {
    return tf.add(x, this.down.forward(gelu(this.up.forward(this.norm2.forward(x)))));
  }
}

/** The network: ids [batch, time] → logits [batch, time, vocabulary]. */
export class Gpt {
  readonly tokens: Embedding;
  readonly positions: Embedding;
  readonly blocks: readonly Block[];
  readonly norm: LayerNorm;
  readonly out: Linear;

  constructor(sizes: GptSizes, own: GptOptions) {
    this.tokens = new Embedding(sizes.vocabulary, sizes.width, own);
    this.positions = new Embedding(sizes.block, sizes.width, own);
    this.blocks = Array.from({ length: sizes.layers }, () => new Block(sizes, own));
    this.norm = new LayerNorm(sizes.width);
    this.out = new Linear(sizes.width, sizes.vocabulary, { ...own, bias: false });
  }

  forward(ids: tf.Tensor): tf.Tensor {
    const places = tf.range(0, ids.shape[1] as number, 1, 'int32');
    let x = tf.add(this.tokens.forward(ids), this.positions.forward(places));
    for (const block of this.blocks) x = block.forward(x);
    return this.out.forward(this.norm.forward(x));
  }

  /** The likeliest id after `id` [1, 1], which stands at `place`, and what the next step is given. */
  next(id: tf.Tensor, place: number, caches: readonly KeyValues[]): Token {
    return tf.tidy(() => {
      const at = tf.tensor2d([place], [1, 1], 'int32');
      let x = tf.add(this.tokens.forward(id), this.positions.forward(at));
      const made = this.blocks.map((block, i) => {
        const step = block.step(x, caches[i]);
        x = step.x;
        return step.cache;
      });
      const logits = this.out.forward(this.norm.forward(x));
      return { id: tf.argMax(logits, -1), caches: made } as never;
    });
  }
}

/** Training steps of it by AdamW: the cross entropy of ids and those that come next, [batch, time] both. */
export function gptTraining(model: Gpt, ids: tf.Tensor, next: tf.Tensor, rate: number): Training {
  return training({
    variables: parameters(model),
    optimizer: adamW({ learningRate: rate }),
    held: [ids, next],
    loss: () => softmaxCrossEntropy(model.forward(ids), next),
  });
}

interface Token {
  readonly id: tf.Tensor;
  readonly caches: KeyValues[];
}

/** Writes `count` tokens, one after the other by a cache, from id 1 on; reads one id a token and gives them to `seen`. */
export async function generate(
  model: Gpt,
  count: number,
  seen?: (id: number, place: number) => void,
): Promise<void> {
  let caches: KeyValues[] = [];
  let id: tf.Tensor = tf.tensor2d([1], [1, 1], 'int32');
  for (let place = 0; place < count; place++) {
    const next = model.next(id, place, caches);
    tf.dispose([caches as never, id]);
    ({ id, caches } = next);
    const [value] = await id.data();
    seen?.(value as number, place);
  }
  tf.dispose([caches as never, id]);
}
