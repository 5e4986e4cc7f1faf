import type { Draw } from '../draw';
import { flags, floats, generator } from '../material';
import { call, method, type Recipe, type Recipes } from '../recipe';

const mask = (draw: Draw, queries: number, keys: number, heads: number) =>
  draw.pick<unknown>([
    undefined,
    flags(queries, keys),
    floats(heads, queries, keys),
    draw.some({
      causal: draw.chance(0.5),
      window: draw.int(1, 4),
      offset: draw.int(-2, 3),
      lengths: [draw.int(1, keys), draw.int(1, keys)],
      tensor: flags(queries, keys),
    }),
  ]);

const turning = (draw: Draw) => {
  const bands = { lowFrequencyFactor: 1, highFrequencyFactor: 4, originalLength: draw.int(1, 99) };
  return {
    base: 100,
    pairs: draw.pick(['halves', 'neighbours']),
    scaling: { factor: 8, ...(draw.chance(0.5) && bands) },
  };
};

const attention: Recipe = call((draw) => {
  const [queries, keys, depth, heads] = draw.sizes(4) as [number, number, number, number];
  return [
    floats(2, heads, queries, depth),
    floats(2, 1, keys, depth),
    floats(2, 1, keys, draw.size()),
    draw.some({
      mask: mask(draw, queries, keys, heads),
      scale: 0.5,
      bias: floats(queries, keys),
      alibi: Array.from({ length: heads }, () => 0.1),
      dropout: 0.2,
    }),
  ];
});

const withMemory = (options: (draw: Draw) => object): Recipe =>
  call(
    (draw) => [4, 6, { rng: generator(draw), ...draw.some(options(draw)) }],
    method('forward', (draw) => [
      floats(2, 3, 4),
      { memory: floats(2, 5, 6), ...draw.some({ mask: mask(draw, 3, 5, 1), weights: true }) },
    ]),
  );

/** The exports of @dl/attention. */
export const attentionRecipes: Recipes = {
  attend: attention,
  attendWithWeights: attention,
  applyRotary: call((draw) => [
    floats(2, 3, 5, 6),
    draw.some({ offset: draw.int(0, 9), ...turning(draw) }),
  ]),
  rotary: call((draw) => [draw.some(turning(draw))]),
  alibi: call(() => []),
  alibiSlopes: call((draw) => [draw.int(1, 20)]),
  MultiHeadAttention: call(
    (draw) => [
      8,
      4,
      {
        rng: generator(draw),
        ...draw.some({
          kvHeads: 2,
          bias: false,
          dropout: 0.1,
          scale: 0.3,
          maxLength: 20,
          outputSize: 3,
          qkNorm: draw.pick<unknown>([true, { epsilon: 1e-5 }]),
        }),
      },
    ],
    method('forward', (draw) => [
      floats(2, 5, 8),
      {
        rng: generator(draw),
        ...draw.some({ mask: mask(draw, 5, 5, 4), training: draw.chance(0.5) }),
      },
    ]),
  ),
  GeneralAttention: withMemory(() => ({})),
  AdditiveAttention: withMemory(() => ({ hiddenSize: 3 })),
  SimpleAttention: call(
    (draw) => [4, { rng: generator(draw), ...draw.some({ memorySize: 4 }) }],
    method('forward', (draw) => [
      floats(2, 3, 4),
      { memory: floats(2, 5, 4), ...draw.some({ mask: mask(draw, 3, 5, 1), weights: true }) },
    ]),
  ),
};
