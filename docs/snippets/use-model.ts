import { dispose, parameters, random, setup, stateDict, summary } from '@dl/core';
import { Rnn } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

const runtime = await setup({ backend: 'wasm' });
// #region runtime
console.log(runtime.backend, runtime.simd, runtime.threads, runtime.kernels);
// #endregion runtime

const rnn = new Rnn(1, 16, { rng: random(1) });
// #region model
summary(rnn); // prints path, class, shape, number of entries, trainable
console.log(Object.keys(stateDict(rnn))); // cells.0.input.weight, cells.0.input.bias, …
console.log(parameters(rnn).length); // the trainable ones: what an optimiser changes
// #endregion model

// #region run
const xs = tf.tensor3d([0.5, -0.25, 1], [1, 3, 1]); // one sequence of three numbers
const outputs = tf.tidy(() => rnn.forward(xs).outputs); // [1, 3, 16]
console.log(outputs.shape, await outputs.data());
tf.dispose([xs, outputs]);
dispose(rnn); // frees its variables
console.log(tf.memory().numTensors);
// #endregion run
