import * as tf from '@tensorflow/tfjs-core';
import { seededTensor } from './seeded';

/** One layer in a file of Keras: its class, its config, and its weights' shapes by their whole names. */
export interface KerasFileLayer {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly weights?: Readonly<Record<string, readonly number[] | tf.Tensor>>;
}

/**
 * A Sequential model as tfjs's converter writes it out of a file of Keras, without tfjs-layers: `model_config` within
 * `modelTopology`, and weights under the names that they are given here.
 */
export function kerasFile(
  layers: readonly KerasFileLayer[],
  { version = '2.15.0', name = 'sequential' } = {},
): tf.io.ModelArtifacts {
  const config = {
    name,
    layers: layers.map((own) => ({ class_name: own.kind, config: own.config })),
  };
  const weights = layers.flatMap((own) => Object.entries(own.weights ?? {}));
  const values = weights.map(([, value], i) =>
    value instanceof tf.Tensor ? value : seededTensor([...value], i + 1),
  );
  const weightData = Float32Array.from(values.flatMap((value) => [...value.dataSync()])).buffer;
  const weightSpecs = weights.map(([own], i) => ({
    name: own,
    shape: (values[i] as tf.Tensor).shape,
    dtype: 'float32' as const,
  }));
  weights.forEach(([, value], i) => {
    if (!(value instanceof tf.Tensor)) (values[i] as tf.Tensor).dispose();
  });
  const model_config = { class_name: 'Sequential', config };
  const topology = { keras_version: version, backend: 'tensorflow', model_config };
  return { modelTopology: topology, weightSpecs, weightData };
}
