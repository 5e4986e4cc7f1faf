import { adam, batches, dispose, fit, random, train } from '@dl/core';
import { backendName, seededValues } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gaussianKlByUnit } from './gaussian-kl';
import { Vae } from './vae';

describe('Vae, trained', () => {
  test.skipIf(backendName === 'webgpu')('learns, and its latent code is used', async () => {
    const vae = new Vae(8, 2, { rng: random(1), hiddenSize: 16 });
    // Four patterns: log 4 nats are to be told.
    const rows = [...'\x0f\xf0\x33\xaa'].map((letter) =>
      Array.from({ length: 8 }, (_, i) => (letter.charCodeAt(0) >> i) & 1),
    );
    const optimizer = adam({ learningRate: 0.02 });
    const steps = train({
      ...{ model: vae, optimizer, steps: 300, rng: random(2) },
      batches: () => ({ x: tf.tensor2d([...rows, ...rows, ...rows, ...rows]) }),
      loss: ({ x }, { rng }) => vae.loss(x, { rng }).loss,
    });
    let [first, last] = [0, 0];
    for await (const { step, loss } of steps) {
      if (step === 1) first = await loss();
      if (step === 300) last = await loss();
    }
    expect(first).toBeGreaterThan(5);
    expect(last).toBeLessThan(2.6);
    const x = tf.tensor2d(rows);
    const found = await tf.round(vae.reconstruct(x)).array();
    expect(found).toEqual(rows);
    const { mean, logVariance } = vae.encode(x);
    const kl = await tf.mean(tf.sum(gaussianKlByUnit(mean, logVariance), 1)).data();
    expect(kl[0] as number).toBeGreaterThan(1);
    optimizer.dispose();
    dispose(vae);
  });

  test.skipIf(backendName === 'webgpu')('is trained by fit, validated too', async () => {
    const vae = new Vae(7, 3, { rng: random(1), hiddenSize: 5 });
    const data = Array.from(seededValues(24 * 7, 3), (value) => (value > 0 ? 1 : 0));
    const columns = { x: { data: Float32Array.from(data), shape: [24, 7] } };
    const optimizer = adam({ learningRate: 0.01 });
    const { epochs } = await fit(vae, batches(columns, { size: 8 }), {
      ...{ optimizer, epochs: 12, rng: random(1) },
      forward: ({ x }, { rng = random(0) }) => vae.loss(x, { rng }).loss,
      loss: (loss) => loss,
      validation: batches(columns, { size: 24 }),
    });
    const losses = epochs.map(({ validation }) => validation?.loss as number);
    expect(losses.at(-1) as number).toBeLessThan(losses[0] as number);
    optimizer.dispose();
    dispose(vae);
  });
});
