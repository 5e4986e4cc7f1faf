import { Linear, random, sequential } from '@dl/core';
import { floats, generator } from '../material';
import { call, method, type Recipes } from '../recipe';

const FILES = 'its files, right and damaged, are in the tests beside it';
const layer = () => new Linear(4, 5, { rng: random(1) });

/** The exports of @dl/core/lora, and what asks for weights behind it. */
export const loraRecipes: Recipes = {
  applyLora: call(
    (draw) => [
      sequential(layer(), new Linear(5, 3, { rng: random(2) })),
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
  weightOf: call(() => [layer()]),
  withWeights: call(() => [[layer()], () => floats(2, 3)]),
};
