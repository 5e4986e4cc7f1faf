import { parameters, setup, stateDict } from '@dl/core';
import { fromKeras } from '@dl/core/keras';
import * as tf from '@tensorflow/tfjs-core';

await setup();

// #region load
/** From a server: `load(tf.io.http('/model/model.json'))`; of a browser: `load(tf.io.browserFiles(files))`. */
async function load(handler: tf.io.IOHandler) {
  if (handler.load === undefined) throw new Error('load: expected a handler that loads');
  return fromKeras(await handler.load()); // tfjs fetches the files, and nothing else
}
// #endregion load

// What `model.save` of tfjs-layers writes, in memory.
const model = await load(
  tf.io.fromMemory({
    modelTopology: {
      class_name: 'Sequential',
      config: [{ class_name: 'Dense', config: { name: 'out', units: 2, activation: 'linear' } }],
    },
    weightSpecs: [
      { name: 'out/kernel', shape: [3, 2], dtype: 'float32' },
      { name: 'out/bias', shape: [2], dtype: 'float32' },
    ],
    weightData: new Float32Array([1, 0, 0, 1, 1, 1, 0.5, 0]).buffer,
  }),
);
// #region use
console.log(Object.keys(stateDict(model))); // layers.out.weight, layers.out.bias: Keras' names
const y = model.forward(tf.tensor([[1, 2, 3]]));
console.log(parameters(model).length, [...(await y.data())]); // they train
// #endregion use
