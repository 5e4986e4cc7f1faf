import { dispose, parameterCount, random } from '@dl/core';
import { expectNoLeaks } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { REACH } from './path';
import { READERS, Reader } from './readers';
import { readerOfSize } from './same-size';

const options = { rng: random(1), layers: 2, heads: 2, vocabulary: 5 };
const ids = (last: number, first = 0) => {
  const row = Array.from({ length: 13 }, (_, i) => (i * 3) % 5);
  row[0] = first;
  row[12] = last;
  return tf.tensor2d(row, [1, 13], 'int32');
};

/** Which places of an output are others when the input is another. */
async function changed(net: Reader, a: tf.Tensor2D, b: tf.Tensor2D): Promise<boolean[]> {
  const change = tf.tidy(() => tf.max(tf.abs(tf.sub(net.forward(a), net.forward(b))), [0, 2]));
  return Array.from(await change.data(), (value) => value > 0);
}

describe('readers', () => {
  test.each(READERS)('%s sees nothing that comes later', async (name) => {
    const net = new Reader(name, 8, options);
    const places = await changed(net, ids(1), ids(2));
    expect(places.indexOf(true)).toBe(12);
    dispose(net);
  });

  test.each(READERS)('%s sees back as far as its path says', async (name) => {
    const net = new Reader(name, 8, options);
    const places = await changed(net, ids(1, 0), ids(1, 4));
    expect(places.lastIndexOf(true)).toBe(name === 'conv' ? REACH : 12);
    dispose(net);
  });

  test.each(READERS)(
    '%s comes near the parameters that are wanted, and leaves nothing',
    async (name) => {
      await expectNoLeaks(async () => {
        const net = readerOfSize(name, 8000, options);
        expect(Math.abs(parameterCount(net) / 8000 - 1)).toBeLessThan(0.2);
        dispose(net);
      });
    },
  );
});
