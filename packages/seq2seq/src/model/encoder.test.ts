import { dispose, random, stateDict } from '@dl/core';
import { expectNoLeaks, expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Encoder, type EncoderOptions } from './encoder';

const IDS = () => tf.tensor2d([1, 2, 3, 4, 5, 6, 0, 0, 0, 0], [2, 5], 'int32');
const stateOf = (state: unknown): tf.Tensor =>
  (state as { h?: tf.Tensor }).h ?? (state as tf.Tensor);

describe.each([
  {},
  { cell: 'lstm', layers: 2 },
  { cell: 'rnn', bidirectional: false, embedding: 3 },
] as Omit<EncoderOptions, 'rng'>[])('Encoder %j', (options) => {
  const make = () => new Encoder(7, 6, { rng: random(1), ...options });

  test('reads words, and a code of the whole', async () => {
    const encoder = make();
    await expectNoLeaks(() => {
      tf.tidy(() => {
        const { outputs, state, lengths } = encoder.forward(IDS(), { lengths: [5, 1] });
        expect(outputs.shape).toEqual([2, 5, 6]);
        expect(Array.from(lengths)).toEqual([5, 1]);
        expect(state.map((own) => stateOf(own).shape)).toEqual(
          Array.from({ length: options.layers ?? 1 }, () => [2, 6]),
        );
      });
    });
    dispose(encoder);
  });

  test('padding has no influence', () => {
    tf.tidy(() => {
      const encoder = make();
      const short = tf.tensor2d([1, 2, 3], [1, 3], 'int32');
      const long = tf.tensor2d([1, 2, 3, 6, 6], [1, 5], 'int32');
      const [a, b] = [encoder.forward(short), encoder.forward(long, { lengths: [3] })];
      expect(tf.slice(b.outputs, 0, [1, 3, 6])).toBeClose(a.outputs);
      expect(tf.slice(b.outputs, [0, 3, 0], [1, 2, 6])).toBeClose(tf.zeros([1, 2, 6]));
      a.state.forEach((own, i) => {
        expect(stateOf(b.state[i])).toBeClose(stateOf(own));
      });
      dispose(encoder);
    });
  });
});

describe('Encoder', () => {
  test('its code is the end of one direction beside the beginning of the other', () => {
    tf.tidy(() => {
      const encoder = new Encoder(7, 6, { rng: random(1) });
      const { outputs, state } = encoder.forward(tf.tensor2d([1, 2, 3], [1, 3], 'int32'));
      const there = tf.slice(outputs, [0, 2, 0], [1, 1, 3]);
      const back = tf.slice(outputs, [0, 0, 3], [1, 1, 3]);
      expect(stateOf(state[0])).toBeClose(tf.reshape(tf.concat([there, back], 2), [1, 6]));
      expect(Object.keys(stateDict(encoder)).length).toBeGreaterThan(4);
      dispose(encoder);
    });
  });

  test('says what does not fit', async () => {
    const encoder = new Encoder(7, 6, { rng: random(1), dropout: 0.5 });
    const ids = IDS();
    const floats = tf.zeros([2, 5]);
    await expectRefusal(() => encoder.forward(floats), /ids: expected .*int32/);
    await expectRefusal(() => encoder.forward(ids, { lengths: [5] }), /lengths: expected 2/);
    await expectRefusal(() => encoder.forward(ids, { training: true }), /expected .*random/);
    const beyond = tf.tensor2d([7], [1, 1], 'int32');
    if (tf.getBackend() !== 'webgpu')
      await expectRefusal(() => encoder.forward(beyond), /vocabulary of 7/);
    tf.dispose([ids, floats, beyond]);
    dispose(encoder);
  });
});
