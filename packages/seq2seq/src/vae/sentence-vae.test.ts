import { adam, dispose, loadStateDict, random, stateDict, train, valueAndGrads } from '@dl/core';
import { backendName, expectNoLeaks, expectRefusal } from '@dl/testing';
import { beamSearch, padRows } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { decoderInput } from '../conditioned/decoder-input';
import { linearKlWeight } from './kl-schedules';
import { readRows, targetsOf } from './sentence-rows';
import { SentenceVae } from './sentence-vae';

const [EOS, UNK] = [2, 3];
const make = (seed = 1, more = {}) =>
  new SentenceVae(11, 3, { rng: random(seed), embeddingSize: 5, hiddenSize: 7, ...more });
const SENTENCES = [
  [4, 5, 6, EOS],
  [7, EOS],
];

describe('SentenceVae', () => {
  test('shapes', () => {
    const vae = make();
    const { ids, lengths } = padRows(SENTENCES, 0);
    const { mean, logVariance } = vae.encode(ids, { lengths });
    expect([mean.shape, logVariance.shape]).toEqual([
      [2, 3],
      [2, 3],
    ]);
    const { hidden, z } = vae.initialState(mean);
    expect([hidden.shape, z.shape]).toEqual([
      [2, 7],
      [2, 3],
    ]);
    const { logits, state } = vae.step(tf.tensor1d([1, 1], 'int32'), { hidden, z });
    expect([logits.shape, state.hidden.shape]).toEqual([
      [2, 11],
      [2, 7],
    ]);
    const nats = vae.logLikelihood(ids, { lengths, rng: random(1), samples: 3 });
    expect(nats.shape).toEqual([2]);
  });

  test('what is behind a sentence has no influence', () => {
    const vae = make();
    const loss = (pad: number) => {
      const { ids, lengths } = padRows([...SENTENCES, [4, 5, 6, 4, 5, 6, EOS]], pad);
      return vae.loss(ids, { lengths, rng: random(1) });
    };
    const [a, b] = [loss(0), loss(9)];
    expect(a.loss).toBeClose(b.loss);
    expect(a.kl).toBeClose(b.kl);
  });

  test('its reconstruction is the sum over steps that `step` gives, one by one', () => {
    const vae = make();
    const sentence = SENTENCES[0] as number[];
    const { ids } = padRows([sentence], 0);
    // A posterior without width: z is its mean.
    vae.posterior.logVariance.weight.assign(tf.zeros([7, 3]));
    (vae.posterior.logVariance.bias as tf.Variable).assign(tf.fill([3], -60));
    let state = vae.initialState(vae.encode(ids).mean);
    let nats: tf.Tensor = tf.scalar(0);
    [vae.sos, ...sentence.slice(0, -1)].forEach((word, t) => {
      const next = vae.step(tf.tensor1d([word], 'int32'), state);
      state = next.state;
      const said = tf.slice(
        tf.logSoftmax(next.logits as tf.Tensor2D),
        [0, sentence[t] as number],
        [1, 1],
      );
      nats = tf.sub(nats, tf.reshape(said, []));
    });
    const { reconstruction } = vae.loss(ids, { rng: random(1) });
    expect(reconstruction).toBeClose(nats, { absolute: 1e-4 });
  });

  test('words are dropped while training, and no gradient is lost', async () => {
    const ids = padRows([[4, 5, 6, 7, 8, 9, 4, 5, 6, EOS]], 0).ids;
    const rows = readRows('test', ids, [9]);
    const inputs = decoderInput(ids, 1, { share: 0.5, unk: UNK, rng: random(1) });
    const [first, ...more] = await inputs.data();
    const dropped = more.filter((id) => id === UNK).length;
    expect([first, dropped > 1, dropped < 8]).toEqual([1, true, true]);
    expect(Array.from(await targetsOf(rows).data()).slice(-2)).toEqual([6, -100]);
    const vae = make(1, { wordDropout: 0.5 });
    const named = Object.values(stateDict(vae));
    const f = () => vae.loss(ids, { rng: random(1), training: true }).loss;
    expect(valueAndGrads(f, named).grads.size).toBe(named.length);
    expect(vae.loss(ids, { rng: random(1), training: true }).loss).not.toBeClose(
      vae.loss(ids, { rng: random(1) }).loss,
    );
    dispose(vae);
  });

  test.skipIf(backendName !== 'wasm')(
    'learns sentences, tells them apart by z, and its KL does not collapse',
    async () => {
      // Two words of four each, twice said: 2 log 4 = 2.77 nats a sentence.
      const all = Array.from({ length: 16 }, (_, i) => {
        const [a, b] = [4 + (i >> 2), 8 + (i & 3)];
        return [a, b, a, b, EOS];
      });
      const options = { embeddingSize: 8, hiddenSize: 24, wordDropout: 0.3 };
      const vae = new SentenceVae(12, 4, { rng: random(1), ...options });
      const optimizer = adam({ learningRate: 0.01 });
      const beta = linearKlWeight({ steps: 200, from: 0.02 });
      const steps = train({
        ...{ model: vae, optimizer, steps: 450, rng: random(2) },
        batches: () => padRows(all, 0).ids,
        loss: (ids, { rng, step }) =>
          vae.loss(ids, { rng, training: true, beta: beta(step), freeBits: 0.1 }).loss,
      });
      for await (const _ of steps) {
        // To the end.
      }
      const { ids } = padRows(all, 0);
      const parts = vae.loss(ids, { rng: random(3) });
      const [kl] = await parts.kl.data();
      const [nats] = await parts.reconstruction.data();
      expect(kl as number).toBeGreaterThan(2);
      expect(nats as number).toBeLessThan(2);
      const again = await vae.reconstruct(all, { maxLength: 8 });
      const right = again.filter(({ tokens }, i) => `${[...tokens, EOS]}` === `${all[i]}`);
      expect(right.length).toBeGreaterThan(12);
      const way = await vae.interpolate(all[0] as number[], all[15] as number[], { steps: 5 });
      expect(way.map(({ ended }) => ended)).toEqual(Array(5).fill('eos'));
      expect([way[0]?.tokens, way[4]?.tokens]).toEqual([again[0]?.tokens, again[15]?.tokens]);
      const drawn = await vae.sample(20, { rng: random(4), maxLength: 8 });
      const real = drawn.filter(({ tokens: [a, b, c, d, ...more] }) => {
        return a === c && b === d && more.length === 0;
      });
      expect(real.length).toBeGreaterThan(12);
      expect(new Set(drawn.map(({ tokens }) => `${tokens}`)).size).toBeGreaterThan(6);
      optimizer.dispose();
      dispose(vae);
    },
    180_000,
  );

  test('is written from by a beam too, and comes back from its state dict', async () => {
    const vae = make();
    const state = vae.initialState(tf.zeros([1, 3]));
    const found = await beamSearch(vae, { state, start: [1], eos: EOS, maxLength: 4, beams: 3 });
    expect(found[0]?.length).toBeGreaterThan(0);
    const other = make(2);
    loadStateDict(other, stateDict(vae));
    const ids = padRows(SENTENCES, 0).ids;
    expect(other.loss(ids, { rng: random(1) }).loss).toBeClose(
      vae.loss(ids, { rng: random(1) }).loss,
    );
  });

  test('says what does not fit, and leaves nothing', async () => {
    const vae = make();
    const rng = random(1);
    const { ids, lengths } = padRows(SENTENCES, 0);
    const floats = tf.zeros([2, 4]);
    await expectRefusal(
      () => vae.loss(floats, { rng }),
      'SentenceVae.loss: ids: expected dtype int32, got float32',
    );
    await expectRefusal(
      () => vae.encode(ids, { lengths: [5, 1] }),
      'SentenceVae.encode: lengths.0: expected an integer from 0 to 4, got 5',
    );
    await expectRefusal(
      () => make(1, { unk: 11 }),
      'SentenceVae: unk: expected an integer from 0 to 10, got 11',
    );
    await expectRefusal(
      () => vae.sample(0, { rng }),
      'SentenceVae.sample: count: expected a positive integer of at most 100000, got 0',
    );
    await expectNoLeaks(() => tf.dispose(vae.loss(ids, { lengths, rng, training: true }) as never));
    await expectNoLeaks(async () => {
      await vae.sample(3, { rng, maxLength: 4 });
      await vae.interpolate([4, EOS], [5, 6, EOS], { steps: 3, maxLength: 4 });
    });
  });
});
