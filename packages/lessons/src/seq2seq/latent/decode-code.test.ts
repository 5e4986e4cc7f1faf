import { random } from '@dl/core';
import { Vae } from '@dl/seq2seq';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { decodeCode } from './decode-code';
import { weightsOf } from './plane';

test('decodeCode gives what the decoder gives, without tensors', async () => {
  const vae = new Vae(7, 3, { rng: random(1), hiddenSize: 5 });
  const z = [0.4, -1.3, 2.2];
  const expected = await tf.sigmoid(vae.decode(tf.tensor2d([z]))).data();
  const found = decodeCode(await weightsOf(vae), z);
  expect(found.length).toBe(7);
  for (const [pixel, ink] of found.entries()) {
    expect(ink).toBeCloseTo(expected[pixel] as number, 5);
  }
});
