import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { tryLesson } from '../../kit/try-lesson';
import { latent } from './lesson';
import { HIGH, SIDE, sideBySide, WIDE } from './view';

describe('latent', () => {
  test('both learn digits; real ones are nearer to what the VAE makes of random codes', async () => {
    const before = tf.memory().numTensors;
    const sizes = { latent: 8, hidden: 64, batch: 64, images: 3000, test: 200 };
    const { run, make, all, close } = await tryLesson(latent, { ...sizes, learningRate: 0.003 });
    const first = (await make(1))[0] as number;
    await make(299);
    const figures = (await run.score()).figures as Record<string, number>;
    expect(first).toBeGreaterThan(400);
    expect(figures.negativeElbo as number).toBeLessThan(180);
    expect(figures.kl as number).toBeGreaterThan(3);
    expect(figures.plainReconstruction as number).toBeLessThan(figures.reconstruction as number);
    expect(figures.nearestOfVae as number).toBeLessThan(figures.nearestOfPlain as number);
    expect(figures.logLikelihood as number).toBeGreaterThan(-(figures.negativeElbo as number) - 5);
    const { count, real, sampled, between } = await run.view();
    for (const drawn of [real, sampled.vae, sampled.autoencoder, between]) {
      expect(drawn.length).toBe(count * SIDE * SIDE);
    }
    run.update({ ...all, beta: 0 });
    await make(1);
    await close();
    expect(tf.memory().numTensors).toBe(before);
  }, 120_000);
});

describe('sideBySide', () => {
  test('puts two pixels, one above the other, into one share', () => {
    const digits = new Float32Array(2 * SIDE * SIDE);
    digits[SIDE * SIDE + 2 * SIDE + 2] = 1;
    const shares = sideBySide(digits, [0, 1]);
    expect(shares.length).toBe(HIGH * (2 * WIDE + 1));
    expect(shares.indexOf(0.5)).toBe(WIDE + 1);
  });
});
