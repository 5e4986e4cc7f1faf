import { parameters, random, valueAndGrads } from '@dl/core';
import { Rnn } from '@dl/rnn';
import { backendName, expectSameBits, mayShareMemory, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { Gru } from './gru';
import { Lstm } from './lstm';

type Layer = Rnn | Lstm | Gru;

const rng = () => random(3);
const LENGTHS = Int32Array.from({ length: 19 }, (_, i) => i % 8);

/** The outputs, the loss of them and the last states, and the gradients of the sequence and all weights. */
function everythingOf(
  make: () => Layer,
  shape: [number, number, number],
  lengths?: Int32Array,
): tf.Tensor[] {
  const layer = make();
  const xs = tf.variable(seededTensor(shape, 5));
  const weights = [xs, ...parameters(layer)];
  const weighted = (y: tf.Tensor) => tf.sum(tf.mul(y, seededTensor(y.shape, 6)));
  const outputs: tf.Tensor[] = [];
  const { value, grads } = valueAndGrads(() => {
    const result = layer.forward(xs as never, { lengths });
    outputs.push(tf.keep(tf.clone(result.outputs)));
    return tf.add(weighted(result.outputs), weighted(result.last)) as tf.Scalar;
  }, weights);
  const all = [value, ...outputs.map((y) => tf.clone(y)), ...grads.values()] as tf.Tensor[];
  tf.dispose([outputs, weights]);
  return all;
}

const LAYERS: Record<string, () => Layer> = {
  Rnn: () => new Rnn(5, 9, { rng: rng() }),
  Lstm: () => new Lstm(5, 9, { rng: rng() }),
  'Lstm with peepholes': () => new Lstm(5, 9, { rng: rng(), peepholes: true }),
  'Lstm with a projection': () => new Lstm(5, 9, { rng: rng(), projection: 3 }),
  Gru: () => new Gru(5, 9, { rng: rng() }),
  'Gru that resets before': () => new Gru(5, 9, { rng: rng(), resetAfter: false }),
  'two layers both ways': () => new Lstm(5, 9, { rng: rng(), layers: 2, bidirectional: true }),
};

const mayRun = backendName === 'wasm' && mayShareMemory();

describe.skipIf(!mayRun)('the same bits on any number of threads', () => {
  test.each(Object.entries(LAYERS))('%s', async (_, make) => {
    await expectSameBits(() => everythingOf(make, [19, 7, 5]));
    await expectSameBits(() => everythingOf(make, [19, 7, 5], LENGTHS));
    await expectSameBits(() => everythingOf(make, [40, 2, 5]));
  });
});
