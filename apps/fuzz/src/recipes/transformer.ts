import { random } from '@dl/core';
import { Vocabulary } from '@dl/text';
import { Gpt } from '@dl/transformer';
import { SentenceEncoder } from '@dl/transformer/sentence-encoder';
import * as tf from '@tensorflow/tfjs-core';
import type { Draw } from '../draw';
import { floats, generator, ids, lazily } from '../material';
import { call, method, type Recipe, type Recipes } from '../recipe';

const block = (draw: Draw) => ({
  ...{ rng: generator(draw), heads: 2 },
  ...draw.some({
    ...{ kvHeads: 1, order: draw.pick(['pre', 'post']), norm: draw.pick(['layer', 'rms']) },
    activation: draw.pick(['gelu', 'geluTanh', 'relu', 'silu', 'swiglu', 'geglu']),
    ...{
      epsilon: 1e-5,
      hidden: 6,
      bias: false,
      qkNorm: true,
      dropout: 0.1,
      window: draw.int(1, 4),
    },
  }),
});

const pass = (draw: Draw) => [
  floats(2, 5, 8),
  { rng: generator(draw), ...draw.some({ training: draw.chance(0.5), mask: { lengths: [3, 5] } }) },
];

const causal = (more: (draw: Draw) => object): Recipe =>
  call(
    (draw) => {
      const { order: _, ...own } = block(draw) as Record<string, unknown>;
      const sizes = { layers: 2, size: 8, context: 6 };
      return [
        9,
        { ...own, ...sizes, ...more(draw), ...draw.some({ tied: true, recompute: true }) },
      ];
    },
    method('loss', (draw) => [
      ids(9, 2, 5),
      ids(9, 2, 5),
      { rng: generator(draw), ...draw.some({ training: true, labelSmoothing: 0.1 }) },
    ]),
  );

const SMALL = { tokenSize: 4, size: 6, heads: 2, hidden: 5, outputSize: 3, layers: 1 };

const small = () => new Gpt(9, { layers: 2, heads: 2, size: 8, context: 6, rng: random(1) });

/** The exports of @dl/transformer. */
export const transformerRecipes: Recipes = {
  FeedForward: call(
    (draw) => [8, { rng: generator(draw), ...draw.some({ hidden: 5, bias: false }) }],
    method('forward', () => [floats(2, 3, 8)]),
  ),
  TransformerBlock: call((draw) => [8, block(draw)], method('forward', pass)),
  TransformerEncoder: call((draw) => [8, { ...block(draw), layers: 2 }], method('forward', pass)),
  TransformerDecoder: call(
    (draw) => [8, { ...block(draw), layers: 2, memorySize: 6 }],
    method('forward', (draw) => [...pass(draw).slice(0, 1), { memory: floats(2, 4, 6) }]),
  ),
  CausalLanguageModel: causal(() => ({})),
  Gpt: causal(() => ({})),
  Llama: causal(() => ({})),
  Transformer: call(
    (draw) => {
      const { window: _, ...own } = block(draw) as Record<string, unknown>;
      const more = draw.some({ tied: draw.pick(['none', 'output']), decoderLayers: 2 });
      return [7, 9, { ...own, layers: 1, size: 8, ...more }];
    },
    method('loss', (draw) => [
      {
        ...{ source: ids(7, 2, 4), sourceLengths: [4, 2], targetLengths: [3, 3] },
        ...{ inputs: ids(9, 2, 3), labels: ids(9, 2, 3) },
      },
      { rng: generator(draw), ...draw.some({ training: true, labelSmoothing: 0.1 }) },
    ]),
  ),
  Bert: call(
    (draw) => {
      const sizes = { layers: 1, size: 8, context: 6 };
      return [
        9,
        { ...block(draw), ...sizes, ...draw.some({ segments: 1, pooler: true, recompute: true }) },
      ];
    },
    method('loss', (draw) => [
      ids(9, 2, 5),
      ids(9, 2, 5),
      {
        ...{ rng: generator(draw) },
        ...draw.some({ training: true, mask: { lengths: [3, 5] }, segments: ids(1, 2, 5) }),
      },
    ]),
  ),
  maskTokens: call((draw) => [
    [[2, 5, 6, 7, 3], [5, 6], ...draw.pick([[], [[8]]])],
    {
      ...{ rng: generator(draw), maskId: 4, vocabSize: 9 },
      ...draw.some({ special: [0, 1, 2, 3, 4], rate: 0.5, paddingId: 0 }),
    },
  ]),
  Vit: call(
    (draw) => [
      {
        ...{ ...block(draw), layers: 1, size: 8, imageSize: draw.pick([4, [4, 4]]), patchSize: 2 },
        ...{ channels: 1, ...draw.some({ classes: 3, recompute: true }) },
      },
    ],
    method('forward', (draw) => [
      floats(2, 4, 4, 1),
      { rng: generator(draw), ...draw.some({ training: true }) },
    ]),
  ),
  activationPaths: call(() => [lazily('a model', small)]),
  lookInside: call((draw) => {
    let model: Gpt | undefined;
    const own = () => {
      model = small();
      return model;
    };
    const heads = { to: draw.pick(['zero', 'mean']), heads: [1], positions: [0, 2] };
    return [
      lazily('a model', own),
      lazily('a pass', () => () => model?.forward(tf.zeros([2, 5], 'int32'))),
      draw.some({
        keep: draw.pick([[], ['blocks.*.residual', 'blocks.0.attention.weights']]),
        edit: { 'blocks.0.attention.heads': heads },
      }),
    ];
  }),
  logitLens: call((draw) => [
    lazily('a model', small),
    ids(9, 2, 5),
    draw.some({ mask: { lengths: [3, 5] } }),
  ]),
  fromPretrained: 'what it reads is fuzzed by the tests of its files',
  savePretrained: 'it writes into folders; its tests refuse what is wrong',
  SentenceEncoder: call(
    (draw) => [
      9,
      {
        ...{ rng: generator(draw), tokenSize: 4, size: 6, heads: 2, hidden: 5, outputSize: 3 },
        ...draw.some({ layers: 1, maxLength: 6 }),
      },
    ],
    method('forward', (draw) => [ids(9, 2, 5), [draw.int(0, 5), 5]]),
  ),
  SentenceEmbedder: call(() => [
    lazily('an encoder', () => new SentenceEncoder(9, { ...SMALL, rng: random(1) })),
    lazily('a vocabulary', () => new Vocabulary(['a', 'b'], { unit: 'characters' })),
  ]),
  loadSentenceEncoder: 'it reads files; its tests have files that are none',
  sinusoids: call((draw) => [draw.size(), draw.size(), draw.int(0, 9)]),
};
