import * as tf from '@tensorflow/tfjs-core';
import { convLossTfjs } from './conv-network-tfjs';
import { startTfjs } from './tfjs';

/** The same training steps with tfjs's ops and its adam, on its cpu backend: wasm lacks the gradients. */
export async function convStepTfjs(batch: number) {
  const name = await startTfjs('cpu');
  const { loss } = convLossTfjs(batch);
  const optimizer = tf.train.adam();
  const run = (times: number) => {
    for (let i = 0; i < times; i++) optimizer.minimize(loss);
  };
  return { name, run };
}
