import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { HOSTILE_VALUES, placesIn, withValue } from './mutations';

interface Model {
  readonly layers: object;
  forward(x: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[];
}

/** What a sweep found. */
export interface Sweep {
  readonly runs: number;
  readonly refused: number;
  /** Of the longest run, in ms. */
  readonly slowest: number;
}

/**
 * Changes every value of a file's topology and weight specs into each hostile one: reading and running it gives the same
 * result twice, or an error that `isRefusal` knows; no tensor is left and none of 20 others changed.
 */
export function expectHardened(
  file: tf.io.ModelArtifacts,
  x: tf.Tensor | tf.Tensor[],
  read: (file: tf.io.ModelArtifacts) => Model,
  isRefusal: (error: Error) => boolean,
): Sweep {
  const { modelTopology, weightSpecs } = file;
  const json = JSON.parse(JSON.stringify({ modelTopology, weightSpecs })) as object;
  const canaries = Array.from({ length: 20 }, (_, i) => tf.fill([37], i + 0.5));
  const sound = () => canaries.every((own, i) => own.dataSync().every((n) => n === i + 0.5));
  const sums = (ys: tf.Tensor | tf.Tensor[]) => [ys].flat().map((y) => y.dataSync().slice());
  let [runs, refused, slowest] = [0, 0, 0];
  const before = tf.memory().numTensors;
  for (const place of placesIn(json)) {
    for (const value of HOSTILE_VALUES) {
      const changed = { ...(withValue(json, place, value) as object), weightData: file.weightData };
      const label = `${place.join('.')} = ${JSON.stringify(value)}`;
      const start = performance.now();
      runs++;
      try {
        const known = new Set(Object.keys(tf.engine().state.registeredVariables));
        const model = read(changed as tf.io.ModelArtifacts);
        try {
          tf.tidy(() => {
            const first = sums(model.forward(x));
            tf.fill([1009], 7.25); // other numbers where the first run had its own
            expect(sums(model.forward(x)), label).toEqual(first);
          });
        } finally {
          for (const [name, own] of Object.entries(tf.engine().state.registeredVariables)) {
            if (!known.has(name)) own.dispose();
          }
        }
      } catch (error) {
        if (!(error instanceof Error) || !isRefusal(error)) throw Error(label, { cause: error });
        refused++;
      }
      slowest = Math.max(slowest, performance.now() - start);
      expect(tf.memory().numTensors, label).toBe(before);
    }
    expect(sound(), `canaries at ${place.join('.')}`).toBe(true);
  }
  tf.dispose(canaries);
  return { runs, refused, slowest };
}
