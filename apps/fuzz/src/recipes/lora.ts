import { Linear, random, sequential } from '@dl/core';
import { generator, lazily } from '../material';
import { call, method, type Recipes } from '../recipe';

const FILES = 'its files, right and damaged, are in the tests beside it';
const model = () =>
  lazily('a model', () =>
    sequential(new Linear(4, 5, { rng: random(1) }), new Linear(5, 3, { rng: random(2) })),
  );

/** The exports of @dl/core/lora, and what asks for weights behind it. */
export const loraRecipes: Recipes = {
  applyLora: call(
    (draw) => [
      model(),
      {
        ...{ rng: generator(draw), rank: draw.int(1, 4) },
        targets: draw.pick(['all-linear', ['0'], /layers/]),
        ...draw.some({ alpha: 8, dropout: 0.1, rsLora: true }),
      },
    ],
    method('train', (draw) => [generator(draw)]),
    method('merge'),
    method('dispose'),
  ),
  Lora: 'applyLora makes it, with adapters of its own',
  LoraError: 'an error, which what reads adapters throws',
  saveLora: FILES,
  loadLora: FILES,
  weightOf: 'layers that hold a Linear ask it of that: it checks nothing',
  withWeights: 'as weightOf',
};
