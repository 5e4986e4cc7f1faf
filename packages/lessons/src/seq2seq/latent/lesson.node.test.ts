import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { tryLesson } from '../../kit/try-lesson';
import { decodeCode } from './decode-code';
import { latent } from './lesson';

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
    const { count, side, real, sampled, between } = await run.pictures();
    for (const drawn of [real, sampled.vae, sampled.autoencoder, between]) {
      expect(drawn.length).toBe(count * side * side);
    }
    run.update({ ...all, beta: 0 });
    await make(1);
    await close();
    expect(tf.memory().numTensors).toBe(before);
  }, 120_000);

  test('on a page: both learn small digits, whose codes the VAE keeps near the middle', async () => {
    const { run, make, all, close } = await tryLesson(latent, { preset: 'page' });
    await make(600);
    const { held, codes, nats, nearest, drawn, decoders } = await run.view();
    expect([held.labels.length, codes.vae.length, drawn.length]).toEqual([360, 720, 24]);
    expect(nats.reconstruction + nats.kl).toBeLessThan(26);
    expect(nats.plain).toBeLessThan(nats.reconstruction);
    expect(nearest.vae).toBeLessThan(nearest.autoencoder);
    const outside = (own: Float32Array) => own.filter((value) => Math.abs(value) > 3).length;
    expect(outside(codes.vae)).toBeLessThan(20);
    expect(outside(codes.autoencoder)).toBeGreaterThan(100);
    const code = codes.vae.subarray(0, 2);
    expect(decodeCode(decoders.vae, code).length).toBe(64);
    run.update({ ...all, draw: 2 });
    expect((await run.view()).drawn).not.toEqual(drawn);
    await close();
  }, 60_000);
});
