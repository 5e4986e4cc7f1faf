import type { Draw } from '../draw';
import { floats, generator, ids } from '../material';
import { call, method, type Recipes } from '../recipe';

const gaussian = () => ({ mean: floats(3, 5), logVariance: floats(3, 5) });
const weights = (draw: Draw) => draw.some({ beta: 0.5, freeBits: 0.1 });
const made = (draw: Draw) => [6, 3, { rng: generator(draw), ...draw.some({ hiddenSize: 5 }) }];
/** One of the methods that a `Vae` and an `Autoencoder` have alike. */
const shared = (draw: Draw) => draw.int(1, 4);

/** The variational autoencoders of @dl/seq2seq, and their parts. */
export const vaeRecipes: Recipes = {
  gaussianKl: call((draw) => [
    floats(3, 5),
    floats(3, 5),
    ...(draw.chance(0.5) ? [gaussian()] : []),
  ]),
  gaussianKlByUnit: call((draw) => [
    floats(3, 5),
    floats(3, 5),
    ...(draw.chance(0.5) ? [gaussian()] : []),
  ]),
  gaussianLogDensity: call((draw) => [floats(3, 5), ...(draw.chance(0.5) ? [gaussian()] : [])]),
  reparameterise: call((draw) => [floats(3, 5), floats(3, 5), generator(draw)]),
  freeBits: call(() => [floats(3, 5), 0.1]),
  importanceWeighted: call(() => [floats(4, 3)]),
  negativeElbo: call((draw) => [
    floats(3),
    gaussian(),
    { ...weights(draw), ...draw.some({ prior: gaussian() }) },
  ]),
  linearKlWeight: call((draw) => [{ steps: 10, ...draw.some({ from: 0.1, to: 2 }) }]),
  cyclicalKlWeight: call((draw) => [
    { steps: 10, ...draw.some({ cycles: 2, rising: 0.5, to: 2 }) },
  ]),
  GaussianHead: call(
    (draw) => [4, 3, { rng: generator(draw) }],
    method('forward', () => [floats(2, 4)]),
  ),
  Vae: call(
    made,
    method('forward', (draw) => [
      floats(2, 6),
      { rng: generator(draw), ...draw.some({ training: draw.chance(0.5) }) },
    ]),
  ),
  Autoencoder: call(
    made,
    method('interpolate', (draw) => [
      floats(2, 6),
      floats(2, 6),
      draw.some({ steps: shared(draw) + 1 }),
    ]),
  ),
  SentenceVae: call(
    (draw) => [
      11,
      3,
      {
        rng: generator(draw),
        ...draw.some({ embeddingSize: 4, hiddenSize: 5, wordDropout: 0.3, sos: 0, eos: 1, unk: 2 }),
      },
    ],
    method('loss', (draw) => [
      ids(11, 2, 4),
      {
        rng: generator(draw),
        ...weights(draw),
        ...draw.some({ lengths: [4, draw.int(0, 4)], training: draw.chance(0.5) }),
      },
    ]),
  ),
};
