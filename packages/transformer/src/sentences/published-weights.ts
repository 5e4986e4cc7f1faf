import type { ArrayValue } from '@dl/core';
import { expected, expectPositiveInteger } from '@dl/core/check';
import type { GraphWeights } from './graph-weights';

/** Sizes of a published encoder, as its weights have them. */
export interface PublishedSizes {
  readonly vocabSize: number;
  readonly tokenSize: number;
  readonly size: number;
  readonly heads: number;
  readonly hidden: number;
  readonly layers: number;
  readonly outputSize: number;
}

const MADE = 'module_apply_default/Encoder_en/KonaTransformer/Encode';
const STORED = 'module/Encoder_en/KonaTransformer/Encode';
const TABLE = 'module/Embeddings_en';
const HEAD = 'module/Encoder_en/hidden_layers/tanh_layer_0';
/** How the parts of a variable that was stored in parts are put together there. */
const WHOLE = 'ConcatPartitions/concat';

const layer = (i: number) => `Layer_${i}/TransformerLayer`;
const product = (i: number, which: 1 | 2) =>
  `${MADE}/TransformerStack/${layer(i)}/FFN/conv${which}/Tensordot/Reshape_1`;
/** How many heads there are, a constant of all layers. */
const HEADS = `${MADE}/TransformerStack/${layer(1)}/MultiheadAttention/split_heads/split_last_dimension/Reshape/shape/2`;

/** The sizes that the weights have; their bytes are there. @throws RangeError for weights of another network */
export function publishedSizes(where: string, weights: GraphWeights): PublishedSizes {
  const [vocabSize, tokenSize] = weights.shapeOf(TABLE, 2) as [number, number];
  const [size, hidden] = weights.shapeOf(product(0, 1), 2) as [number, number];
  const [, outputSize] = weights.shapeOf(`${HEAD}/weights`, 2) as [number, number];
  let layers = 1;
  while (weights.has(product(layers, 1))) layers++;
  const heads = weights.read(HEADS, []).data[0] as number;
  expectPositiveInteger(`${where}: model.json`, 'heads', heads);
  if (tokenSize % 2 > 0 || tokenSize % heads > 0 || size % heads > 0) {
    const rule = `even widths that ${heads} heads divide`;
    throw new RangeError(expected(`${where}: model.json`, rule, [tokenSize, size]));
  }
  return { vocabSize, tokenSize, size, heads, hidden, layers, outputSize };
}

/** The weights by the paths of a `SentenceEncoder` of these sizes. @throws RangeError for a weight that is missing or of another shape */
export function publishedWeights(
  weights: GraphWeights,
  { vocabSize, tokenSize, size, hidden, layers, outputSize }: PublishedSizes,
): Record<string, ArrayValue> {
  const values: Record<string, ArrayValue> = {
    'embedding.weight': twice(weights.read(TABLE, [vocabSize, tokenSize])),
    'output.weight': weights.read(`${HEAD}/weights`, [size, outputSize]),
    'output.bias': weights.read(`${HEAD}/bias`, [outputSize]),
    'first.skip.weight': weights.read(`${MADE}/${layer(0)}/dense/kernel/${WHOLE}`, [
      tokenSize,
      size,
    ]),
    'first.skip.bias': weights.read(`${MADE}/${layer(0)}/dense/bias/${WHOLE}`, [size]),
  };
  for (let i = 0; i < layers; i++) {
    const block = i === 0 ? 'first' : `blocks.${i - 1}`;
    const width = i === 0 ? tokenSize : size;
    const [made, stored] = [`${MADE}/${layer(i)}`, `${STORED}/${layer(i)}`];
    const add = (path: string, name: string, shape: readonly number[]) => {
      values[`${block}.${path}`] = weights.read(name, shape);
    };
    const addNorm = (path: string, name: string, width: number) => {
      const norm = `${name}/layer_prepostprocess/layer_norm/layer_norm`;
      add(`${path}.weight`, `${norm}_scale/${WHOLE}`, [width]);
      add(`${path}.bias`, `${norm}_bias/${WHOLE}`, [width]);
    };
    const addProjection = (path: string, name: string, shape: readonly [number, number]) => {
      const own = `MultiheadAttention/${name}_transform_single`;
      add(`attention.${path}.weight`, `${stored}/${own}/kernel/part_0`, shape);
      add(`attention.${path}.bias`, `${made}/${own}/bias/${WHOLE}`, [shape[1]]);
    };
    addNorm('attentionNorm', made, width);
    addProjection('input', 'qkv', [width, 3 * width]);
    addProjection('output', 'output', [width, size]);
    addNorm('feedForwardNorm', `${made}/FFN`, size);
    add('feedForward.up.weight', product(i, 1), [size, hidden]);
    add('feedForward.up.bias', `${made}/FFN/conv1/bias/${WHOLE}`, [hidden]);
    add('feedForward.down.weight', product(i, 2), [hidden, size]);
    add('feedForward.down.bias', `${made}/FFN/conv2/bias/${WHOLE}`, [size]);
  }
  return values;
}

/** The published network adds a token's vector to itself with its position: 2 E + P. */
function twice({ data, shape }: ArrayValue): ArrayValue {
  return { data: Float32Array.from(data, (value) => 2 * value), shape };
}
