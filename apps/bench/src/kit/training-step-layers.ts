import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential, version_layers } from '@tensorflow/tfjs-layers';
import { numbers } from '../../../../packages/core/bench/inputs';
import { startTfjs } from '../../../../packages/core/bench/tfjs';
import type { Contender } from '../row';
import type { Recurrent, SequenceSizes } from './sizes';

const LAYERS = { RNN: layers.simpleRNN, LSTM: layers.lstm, GRU: layers.gru } as const;

/** The same training steps with tfjs-layers' own loop. */
export async function trainingStepLayers(
  network: Exclude<Recurrent, 'BiLSTM'>,
  { batch, time, inSize, hidden }: SequenceSizes,
  backend: 'wasm' | 'cpu',
): Promise<Contender> {
  await startTfjs(backend);
  const layer = LAYERS[network]({
    units: hidden,
    returnSequences: true,
    recurrentInitializer: 'glorotUniform',
    inputShape: [time, inSize],
    ...(network !== 'RNN' && { recurrentActivation: 'sigmoid' }),
  } as never);
  const model = sequential({ layers: [layer] });
  model.compile({ optimizer: tf.train.adam(), loss: 'meanSquaredError' });
  const xs = tf.tensor3d(numbers(batch * time * inSize, 1), [batch, time, inSize]);
  const target = tf.tensor3d(numbers(batch * time * hidden, 2), [batch, time, hidden]);
  const run = async (times: number) => {
    for (let i = 0; i < times; i++) await model.trainOnBatch(xs, target);
  };
  return { name: `tfjs-layers ${version_layers} ${backend}`, run };
}
