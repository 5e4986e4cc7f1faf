import { random } from '@dl/core';
import { fromKeras as read } from '@dl/core/keras';
import { fromTorch } from '@dl/core/torch';
import { rnnKeras } from '@dl/rnn/keras';
import { seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as keras from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { Gru } from './gru';
import { gruKeras, lstmKeras } from './keras';
import { gruTorch } from './torch-codecs';

const layersOf = { layers: [rnnKeras, lstmKeras, gruKeras] };
const fromKeras = (artifacts: tf.io.ModelArtifacts) => read(artifacts, layersOf);

/** What tfjs-layers saves of a layer by itself. */
async function saved(layer: keras.layers.Layer) {
  const model = keras.sequential({ layers: [layer] });
  model.setWeights(model.getWeights().map((own, i): tf.Tensor => seededTensor(own.shape, i + 1)));
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (own) => {
      artifacts = own;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return { model, artifacts: artifacts as tf.io.ModelArtifacts };
}

// tfjs-layers' own default of the recurrent weight needs tfjs's chained ops.
const COMMON = { units: 5, inputShape: [7, 3], recurrentInitializer: 'glorotNormal' as const };

test.each([
  ['its last output, hard gates', {}],
  ['all outputs, soft gates', { returnSequences: true, recurrentActivation: 'sigmoid' }],
  ['from behind, without a bias', { goBackwards: true, useBias: false }],
] as const)('LSTM and GRU as tfjs-layers: %s', async (_, options) => {
  for (const kind of ['lstm', 'gru'] as const) {
    const { model, artifacts } = await saved(keras.layers[kind]({ ...COMMON, ...options }));
    const xs = seededTensor([2, 7, 3], 9);
    const wanted = model.predict(xs) as tf.Tensor;
    expect(fromKeras(artifacts).forward(xs)).toBeClose(wanted, { absolute: 1e-5 });
  }
});

/** A model file of one GRU, as Keras writes it; tfjs-layers refuses `reset_after`. */
function gruFile(weights: Record<string, tf.Tensor>, config: object) {
  const specs = Object.entries(weights).map(([name, { shape }]) => ({
    name: `g/${name}`,
    shape,
    dtype: 'float32' as const,
  }));
  const layer = { class_name: 'GRU', config: { name: 'g', return_sequences: true, ...config } };
  const data = Object.values(weights).flatMap((value) => [...value.dataSync()]);
  return {
    modelTopology: { class_name: 'Sequential', config: [layer] },
    weightSpecs: specs,
    weightData: Float32Array.from(data).buffer,
  };
}

test('GRU with reset_after as PyTorch, which computes the same', () => {
  // Keras: z, r, h in columns, [in, 3 hidden]; PyTorch: r, z, n in rows.
  const ih = tf.split(seededTensor([15, 3], 1), 3);
  const hh = tf.split(seededTensor([15, 5], 2), 3);
  const biases = [3, 4].map((seed) => tf.split(seededTensor([15], seed), 3));
  const keras = ([r, z, n]: tf.Tensor[]) => tf.concat([z, r, n] as tf.Tensor[]);
  const turned = (parts: tf.Tensor[]) => tf.transpose(keras(parts));
  const artifacts = gruFile(
    {
      kernel: turned(ih),
      recurrent_kernel: turned(hh),
      bias: tf.stack(biases.map(keras)),
    },
    { units: 5, reset_after: true, recurrent_activation: 'sigmoid' },
  );
  const value = (parts: tf.Tensor[]) => {
    const whole = tf.concat(parts);
    return { data: whole.dataSync() as Float32Array, shape: whole.shape };
  };
  const torch = new Gru(3, 5, { rng: random(0) });
  const state = {
    weight_ih_l0: value(ih),
    weight_hh_l0: value(hh),
    bias_ih_l0: value(biases[0] as tf.Tensor[]),
    bias_hh_l0: value(biases[1] as tf.Tensor[]),
  };
  fromTorch(torch, state, { layers: [gruTorch] });
  const xs = seededTensor([2, 7, 3], 9);
  const { outputs } = torch.forward(xs);
  expect(fromKeras(artifacts).forward(xs)).toBeClose(outputs, { absolute: 1e-5 });
});

test('what a file says of itself and what it holds must fit', () => {
  const weights = { kernel: tf.zeros([3, 15]), recurrent_kernel: tf.zeros([5, 15]) };
  const file = (config: object) => () => fromKeras(gruFile(weights, { units: 5, ...config }));
  expect(file({ units: 4 })).toThrow(
    'fromKeras: GRU "g": units: expected [15] as in the weight kernel, got [12]',
  );
  expect(file({})).toThrow('fromKeras: GRU "g": expected a weight g/bias, got none');
  expect(file({ activation: 'mish' })).toThrow(
    /^fromKeras: GRU "g": activation: expected linear, relu, .*, got "mish"$/,
  );
  expect(file({ recurrent_activation: 'gate' })).toThrow(
    /^fromKeras: GRU "g": recurrent_activation: expected linear, relu, .*, got "gate"$/,
  );
});
