import { fromKeras as read } from '@dl/core/keras';
import { seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as keras from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { rnnKeras } from './keras';

const fromKeras = (artifacts: tf.io.ModelArtifacts) => read(artifacts, { layers: [rnnKeras] });

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

test.each([
  ['its last output', {}],
  ['all outputs', { returnSequences: true }],
  [
    'from behind, rectified, without a bias',
    { goBackwards: true, activation: 'relu', useBias: false },
  ],
] as const)('SimpleRNN as tfjs-layers: %s', async (_, options) => {
  const { model, artifacts } = await saved(
    keras.layers.simpleRNN({
      units: 5,
      inputShape: [7, 3],
      recurrentInitializer: 'glorotNormal', // its default needs tfjs's chained ops
      ...options,
    }),
  );
  const xs = seededTensor([2, 7, 3], 9);
  const wanted = model.predict(xs) as tf.Tensor;
  expect(fromKeras(artifacts).forward(xs)).toBeClose(wanted, { absolute: 1e-5 });
});

test('a recurrent weight of another size is refused before anything is made', () => {
  const weights = (...shape: number[]) => ({ shape, dtype: 'float32' as const });
  const artifacts = {
    modelTopology: {
      class_name: 'Sequential',
      config: [{ class_name: 'SimpleRNN', config: { name: 'r', units: 4 } }],
    },
    weightSpecs: [
      { name: 'r/kernel', ...weights(1, 4) },
      { name: 'r/recurrent_kernel', ...weights(4, 1) },
    ],
    weightData: new ArrayBuffer(32),
  };
  expect(() => fromKeras(artifacts)).toThrow(
    'fromKeras: SimpleRNN "r": units: expected [4, 1] as in the weight recurrent_kernel, got [4, 4]',
  );
});
