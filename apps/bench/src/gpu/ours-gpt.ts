import { type KeyValues, MultiHeadAttention } from '@dl/attention';
import {
  adamW,
  Embedding,
  gelu,
  LayerNorm,
  Linear,
  parameters,
  random,
  softmaxCrossEntropy,
  valueAndGrads,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { idsFor, numbersFor } from './numbers-for';
import type { GptSizes } from './sizes';

/** A GPT by the layers of the packages. */
export function gpt({ layers, width, heads, block, vocab }: GptSizes) {
  const rng = random(0);
  const init = (shape: readonly number[]) => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    return tf.tensor(numbersFor(size, 0.02), shape as number[]);
  };
  const own = { rng, init };
  return {
    tokens: new Embedding(vocab, width, own),
    places: new Embedding(block, width, own),
    blocks: Array.from({ length: layers }, () => ({
      norm1: new LayerNorm(width),
      attention: new MultiHeadAttention(width, heads, own),
      norm2: new LayerNorm(width),
      up: new Linear(width, 4 * width, own),
      down: new Linear(4 * width, width, own),
    })),
    norm: new LayerNorm(width),
    head: new Linear(width, vocab, { ...own, bias: false }),
  };
}

type Gpt = ReturnType<typeof gpt>;

/** Training steps of it, by AdamW. */
export function gptStep(sizes: GptSizes) {
  const { batch, block, vocab } = sizes;
  const model = gpt(sizes);
  const variables = parameters(model);
  const optimizer = adamW({ learningRate: 1e-4 });
  const ids = tf.tensor2d(idsFor(batch * block, vocab), [batch, block], 'int32');
  const labels = tf.tensor2d(idsFor(batch * block, vocab), [batch, block], 'int32');
  const places = tf.range(0, block, 1, 'int32');
  const loss = () => {
    let x = tf.add(model.tokens.forward(ids), model.places.forward(places));
    for (const { norm1, attention, norm2, up, down } of model.blocks) {
      x = tf.add(x, attention.forward(norm1.forward(x), { mask: { causal: true } }));
      x = tf.add(x, down.forward(gelu(up.forward(norm2.forward(x)))));
    }
    return softmaxCrossEntropy(model.head.forward(model.norm.forward(x)), labels);
  };
  const step = () => {
    const { value, grads } = valueAndGrads(loss, variables);
    optimizer.update(grads);
    value.dispose();
    for (const gradient of grads.values()) gradient.dispose();
  };
  const end = () => {
    optimizer.dispose();
    tf.dispose([variables, ids, labels, places]);
  };
  return { step, end };
}

/** As many tokens as `tokens`, one after the other by a cache, each the likeliest; a step reads one id a token. */
export function gptTokens(sizes: GptSizes, tokens: number) {
  const model = gpt(sizes);
  const step = async () => {
    let caches: KeyValues[] = [];
    let id = tf.tensor2d([1], [1, 1], 'int32') as tf.Tensor;
    for (let place = 0; place < Math.min(tokens, sizes.block); place++) {
      const next = tf.tidy(() => tokenAfter(model, id, place, caches) as never) as Token;
      tf.dispose([caches as never, id]);
      caches = next.caches;
      id = next.id;
      await id.data();
    }
    tf.dispose([caches as never, id]);
  };
  return { step, end: () => tf.dispose(parameters(model)) };
}

interface Token {
  readonly id: tf.Tensor;
  readonly caches: KeyValues[];
}

function tokenAfter(model: Gpt, id: tf.Tensor, place: number, caches: readonly KeyValues[]): Token {
  const at = tf.tensor2d([place], [1, 1], 'int32');
  let x = tf.add(model.tokens.forward(id), model.places.forward(at));
  const made: KeyValues[] = [];
  for (const [i, { norm1, attention, norm2, up, down }] of model.blocks.entries()) {
    const { output, cache } = attention.step(norm1.forward(x), { cache: caches[i] });
    made.push(cache);
    x = tf.add(x, output);
    x = tf.add(x, down.forward(gelu(up.forward(norm2.forward(x)))));
  }
  const logits = model.head.forward(model.norm.forward(x));
  return { id: tf.argMax(logits, -1), caches: made };
}
