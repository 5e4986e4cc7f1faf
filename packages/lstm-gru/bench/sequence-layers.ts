import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential, version_layers } from '@tensorflow/tfjs-layers';
import { numbers } from '../../core/bench/inputs';
import { startTfjs } from '../../core/bench/tfjs';
import type { Sizes } from './sizes';

/** The same training steps with tfjs-layers' own loop. */
export async function sequenceLayers(
  network: 'LSTM' | 'GRU',
  { batch, time, inSize, hidden }: Sizes,
) {
  await startTfjs('wasm');
  const options = {
    units: hidden,
    returnSequences: true,
    recurrentInitializer: 'glorotUniform' as const,
    recurrentActivation: 'sigmoid' as const,
    inputShape: [time, inSize],
  };
  const layer = network === 'LSTM' ? layers.lstm(options) : layers.gru(options);
  const model = sequential({ layers: [layer] });
  model.compile({ optimizer: tf.train.adam(), loss: 'meanSquaredError' });
  const xs = tf.tensor3d(numbers(batch * time * inSize, 1), [batch, time, inSize]);
  const target = tf.tensor3d(numbers(batch * time * hidden, 2), [batch, time, hidden]);
  const run = async (times: number) => {
    for (let i = 0; i < times; i++) await model.trainOnBatch(xs, target);
  };
  return { name: `tfjs-layers ${version_layers} wasm`, run };
}
