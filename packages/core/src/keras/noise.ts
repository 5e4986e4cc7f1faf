import * as tf from '@tensorflow/tfjs-core';
import { Dropout } from '../nn/dropout';
import type { ForwardOptions } from '../ops/kit/forward-options';
import { dropout } from '../ops/noise/dropout';
import { expectRng } from '../random/expect-rng';
import type { Rng } from '../random/random';
import type { KerasConfig } from './config';
import type { KerasImporter } from './parts';

/** A layer that is there while it trains, and else lets x through. */
function whileTraining(config: KerasConfig, noise: (x: tf.Tensor, rng: Rng) => tf.Tensor) {
  return [
    {
      kind: config.kind,
      forward(x: tf.Tensor, { training = false, rng }: ForwardOptions = {}): tf.Tensor {
        if (!training) return x;
        expectRng(`${config.where}: forward`, rng);
        return tf.tidy(() => noise(x, rng));
      },
    },
  ];
}

/** Whole channels are dropped. */
function spatialDropout(config: KerasConfig, axes: number) {
  config.expect('data_format', 'channels_last');
  const rate = config.fraction('rate');
  return whileTraining(config, (x, rng) => {
    if (x.rank !== axes + 2) throw config.refuse('input', `a tensor of ${axes + 2} axes`, x);
    const shape = x.shape.map((n, axis) => (axis > 0 && axis <= axes ? 1 : n));
    return tf.mul(x, dropout(tf.ones(shape), { rate, rng }));
  });
}

/** Keeps mean and variance of what SELU gives (Klambauer et al. 2017). */
function alphaDropout(config: KerasConfig) {
  const rate = config.fraction('rate');
  const low = -1.6732632423543772 * 1.0507009873554805;
  const scale = ((1 - rate) * (1 + rate * low * low)) ** -0.5;
  return whileTraining(config, (x, rng) => {
    const kept = tf.greaterEqual(rng.uniform(x.shape), rate);
    const mixed = tf.where(kept, x, tf.fill(x.shape, low));
    return tf.add(tf.mul(mixed, scale), -scale * low * rate);
  });
}

/** Layers that change nothing but while they train. */
export const noises = (): readonly (readonly [kind: string, make: KerasImporter])[] => [
  ['Dropout', (config) => [new Dropout(config.fraction('rate'))]],
  ['SpatialDropout1D', (config) => spatialDropout(config, 1)],
  ['SpatialDropout2D', (config) => spatialDropout(config, 2)],
  ['AlphaDropout', alphaDropout],
  [
    'GaussianDropout',
    (config) => {
      const rate = config.fraction('rate');
      const deviation = Math.sqrt(rate / (1 - rate));
      return whileTraining(config, (x, rng) => tf.mul(x, rng.normal(x.shape, 1, deviation)));
    },
  ],
  [
    'GaussianNoise',
    (config) => {
      const deviation = config.number('stddev', undefined, { low: 0 });
      return whileTraining(config, (x, rng) => tf.add(x, rng.normal(x.shape, 0, deviation)));
    },
  ],
  // A loss beside the values, which stay as they are.
  ['ActivityRegularization', () => []],
];
