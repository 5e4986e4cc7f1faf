import { Linear, random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Draw } from '../draw';
import { floats, generator, ids, lazily } from '../material';
import { call, method, type Recipes } from '../recipe';

const training = (draw: Draw) => draw.some({ training: draw.chance(0.5), rng: generator(draw) });
const forward = (...shape: number[]) => method('forward', () => [floats(...shape)]);
const windows = (draw: Draw) =>
  draw.some({
    stride: draw.pick<unknown>([1, [1, 2]]),
    padding: draw.pick<unknown>(['valid', 'same', 1]),
    bias: draw.chance(0.5),
    activation: draw.pick(['none', 'relu', 'tanh']),
  });
const init = () => lazily('zeros', () => (shape: number[]) => tf.zeros(shape));

/** Layers of core. */
export const layerRecipes: Recipes = {
  Linear: call(
    (draw) => [
      3,
      draw.size(),
      { rng: generator(draw), ...draw.some({ bias: false, activation: 'relu', init: init() }) },
    ],
    forward(5, 3),
  ),
  Conv1d: call(
    (draw) => [
      3,
      4,
      draw.int(1, 3),
      { rng: generator(draw), ...draw.some({ padding: 'causal', dilation: 2 }) },
    ],
    forward(2, 9, 3),
  ),
  Conv2d: call(
    (draw) => [
      4,
      6,
      draw.pick<unknown>([3, [2, 3]]),
      { rng: generator(draw), groups: 2, ...windows(draw) },
    ],
    forward(2, 7, 8, 4),
  ),
  ConvTranspose2d: call(
    (draw) => [
      3,
      4,
      3,
      { rng: generator(draw), ...draw.some({ stride: 2, padding: 1, outputPadding: 0 }) },
    ],
    forward(1, 4, 5, 3),
  ),
  DepthwiseConv2d: call(
    (draw) => [3, 3, { rng: generator(draw), ...draw.some({ multiplier: 2 }), ...windows(draw) }],
    forward(1, 7, 8, 3),
  ),
  Embedding: call(
    (draw) => [
      7,
      4,
      { rng: generator(draw), ...draw.some({ paddingIndex: 1, sparse: true, init: init() }) },
    ],
    method('forward', () => [ids(7, 3, 2)]),
  ),
  Dropout: call(
    () => [0.4],
    method('forward', (draw) => [
      floats(3, 4),
      { training: draw.chance(0.5), rng: generator(draw) },
    ]),
  ),
  BatchNorm: call(
    (draw) => [4, draw.some({ affine: false, epsilon: 1e-3, momentum: 0.2 })],
    method('forward', (draw) => [floats(3, 5, 4), { training: draw.chance(0.5) }]),
  ),
  LayerNorm: call(
    (draw) => [draw.pick<unknown>([4, [4]]), draw.some({ affine: true, epsilon: 1e-3 })],
    forward(3, 4),
  ),
  RmsNorm: call((draw) => [4, draw.some({ affine: false, epsilon: 1e-3 })], forward(3, 4)),
  GroupNorm: call(
    (draw) => [2, 6, draw.some({ affine: false, epsilon: 1e-3 })],
    forward(2, 3, 3, 6),
  ),
  InstanceNorm: call(
    (draw) => [5, draw.some({ affine: true, epsilon: 1e-3 })],
    forward(2, 3, 3, 5),
  ),
  PRelu: call((draw) => [draw.pick([1, 4]), draw.some({ slope: 0.1 })], forward(3, 4)),
  sequential: call(
    () => [layer(4, 3), layer(3, 2)],
    method('forward', (draw) => [floats(5, 4), training(draw)]),
  ),
  xavierUniform: initializer({ gain: 1.5 }),
  xavierNormal: initializer({ gain: 1.5 }),
  heUniform: initializer({ gain: 1.5, mode: 'fanOut' }),
  heNormal: initializer({ gain: 1.5, mode: 'fanOut' }),
  orthogonal: initializer({ gain: 1.5 }),
  normal: initializer({ mean: 1, std: 2 }),
  uniform: initializer({ low: -1, high: 2 }),
  random: call(
    (draw) => [draw.pick<unknown>([3, 'a seed'])],
    method('uniform', (draw) => [draw.sizes(2), -1, 1]),
    method('normal', (draw) => [draw.sizes(2), 0, 2]),
    method('truncatedNormal', (draw) => [draw.sizes(2)]),
    method('permutation', (draw) => [draw.size()]),
  ),
  Rng: 'it is made by random(), whose methods are called',
};

function layer(from: number, to: number) {
  return lazily('a layer', () => new Linear(from, to, { rng: random(1) }));
}

function initializer(options: object) {
  return call(
    (draw) => [draw.some(options)],
    method('call', (draw) => [null, draw.sizes(draw.int(2, 3)), generator(draw)]),
  );
}
