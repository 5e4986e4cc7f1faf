import {
  adam,
  dispose,
  loadStateDict,
  parameters,
  random,
  stateDict,
  train,
  valueAndGrads,
} from '@dl/core';
import { assignSeeded, expectGolden, expectNoLeaks, expectRefusal, readValues } from '@dl/testing';
import { generate } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { goldenBatch } from '../fixtures/golden-dialogues';
import golden from '../fixtures/torch-dialogue.json';
import { dialogueBatch } from './dialogue-batch';
import { Vhred } from './vhred';
import type { VhredOptions } from './vhred-options';

const { vocab, hidden, embedding, context, latent } = golden.sizes;
const make = (options: Partial<VhredOptions> = {}) =>
  new Vhred(vocab, hidden, {
    ...{ rng: random(1), sos: 0, unk: 2, embeddingSize: embedding, contextSize: context },
    ...{ latentSize: latent, ...options },
  });
const asGolden = (directConnection = false) => {
  const vhred = make({ directConnection });
  assignSeeded(vhred, golden.shapes[directConnection ? 'directVhred' : 'vhred']);
  return vhred;
};
const goldenOf = (direct: boolean) => golden.vhred[direct ? 1 : 0] as (typeof golden.vhred)[0];
const sum = async (x: tf.Tensor) => Array.from(await readValues(x)).reduce((a, b) => a + b, 0);

describe('Vhred', () => {
  test('gives logits of every step of every reply, a prior and a posterior of each', () => {
    const [vhred, batch] = [make(), goldenBatch()];
    expect(vhred.forward(batch).shape).toEqual([5, 5, 11]);
    expect(vhred.forward(batch, tf.zeros([5, 2])).shape).toEqual([5, 5, 11]);
    expect(vhred.prior(batch).mean.shape).toEqual([5, 2]);
    expect(vhred.posterior(batch).logVariance.shape).toEqual([5, 2]);
    expect(vhred.estimateNll(batch, { rng: random(1), samples: 3 }).shape).toEqual([5]);
  });

  // fixtures/torch_dialogue.py
  test.each([false, true])(
    'prior, posterior, KL and likelihood of a given z are PyTorch’s: direct connection %s',
    (direct) => {
      const [vhred, batch] = [asGolden(direct), goldenBatch()];
      const wanted = goldenOf(direct);
      const both = ({ mean, logVariance }: { mean: tf.Tensor; logVariance: tf.Tensor }) =>
        tf.reshape(tf.concat([mean, logVariance], 1), [20]);
      const close = { absolute: 2e-5 };
      expect(both(vhred.prior(batch))).toBeClose(wanted.prior, close);
      expect(both(vhred.posterior(batch))).toBeClose(wanted.posterior, close);
      const z = tf.tensor2d(wanted.z, [5, 2]);
      expect(vhred.replyNll(batch, z)).toBeClose(wanted.nll, close);
      expect(vhred.elbo(batch, { rng: random(1) }).kl).toBeClose(wanted.kl, close);
    },
  );

  test.each([false, true])(
    'loss and gradients are PyTorch’s with the same noise: direct connection %s',
    (direct) => {
      const [vhred, batch] = [asGolden(direct), goldenBatch()];
      const wanted = goldenOf(direct);
      const made = valueAndGrads(
        () => vhred.loss(batch, { rng: random(4), beta: 0.3 }),
        parameters(vhred),
      );
      expect(made.value).toBeClose(wanted.loss, { absolute: 1e-5 });
      expectGolden(vhred, made, wanted.gradients);
    },
  );

  test('the loss is the bound per token; beta and free bits weigh its KL', async () => {
    const [vhred, batch] = [make(), goldenBatch()];
    const { nll, kl } = vhred.elbo(batch, { rng: random(4) });
    expect(vhred.kl(batch)).toBeClose(kl, { absolute: 0 });
    const loss = (options: object) => vhred.loss(batch, { rng: random(4), ...options });
    const [nats, divergence] = [await sum(nll), await sum(kl)];
    // The replies of the fixture have 16 tokens.
    expect(loss({})).toBeClose((nats + divergence) / 16, { absolute: 1e-5 });
    expect(loss({ beta: 0.25 })).toBeClose((nats + divergence / 4) / 16, { absolute: 1e-5 });
    expect(loss({ freeBits: 50 })).toBeClose((nats + 5 * 2 * 50) / 16, { absolute: 1e-4 });
    expect(await sum(loss({ wordDropout: 0.9 }))).not.toBe(await sum(loss({})));
  });

  test('a bag of words adds −log p of each token, in no order, and teaches z by it', async () => {
    const [vhred, batch] = [make({ bagOfWords: true }), goldenBatch()];
    const bag = vhred.bag as NonNullable<typeof vhred.bag>;
    const loss = (bagWeight: number) => vhred.loss(batch, { rng: random(4), bagWeight });
    const { mean, logVariance } = vhred.posterior(batch);
    const noise = random(4).normal(mean.shape);
    const z = tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise));
    // What replies see, by another way: that of a dialogue that ends before each.
    const seen = golden.dialogues.flatMap((dialogue) =>
      dialogue.slice(1).map((_, i) => {
        return vhred.encode(dialogueBatch([dialogue.slice(0, i + 1)], { eos: 1 }));
      }),
    );
    const logits = bag.output.forward(bag.hidden.forward(tf.concat([tf.concat(seen, 0), z], 1)));
    const replies = golden.dialogues.flatMap((dialogue) => dialogue.slice(1));
    const counts = replies.map((reply) =>
      Array.from({ length: vocab }, (_, id) => [...reply, 1].filter((own) => own === id).length),
    );
    const sum = tf.sum(tf.mul(tf.logSoftmax(logits), tf.tensor2d(counts)));
    const nats = (await readValues(tf.div(tf.neg(sum), 16)))[0];
    const [none, half, one] = await Promise.all(
      [0, 0.5, 1].map(async (weight) => (await readValues(loss(weight)))[0]),
    );
    expect(one as number).toBeCloseTo((none as number) + (nats as number), 4);
    expect(half as number).toBeCloseTo((none as number) + (nats as number) / 2, 4);
    const { grads } = valueAndGrads(() => tf.sub(loss(1), loss(0)) as tf.Scalar, parameters(vhred));
    const steepest = tf.max(tf.abs(grads.get(vhred.posteriorNet.hidden.weight) as tf.Tensor));
    expect((await readValues(steepest))[0] as number).toBeGreaterThan(1e-4);
    const plain = make();
    await expectRefusal(
      () => plain.loss(batch, { rng: random(4), bagWeight: 1 }),
      'Vhred.loss: bagWeight: expected none without bagOfWords, got 1',
    );
  });

  test('a loss with a window is that of a model that has it', async () => {
    const [whole, last, batch] = [make(), make({ window: 1 }), goldenBatch()];
    loadStateDict(last, stateDict(whole));
    const loss = async (vhred: Vhred, window?: number) =>
      (await readValues(vhred.loss(batch, { rng: random(4), ...(window && { window }) })))[0];
    expect(await loss(whole, 1)).toBe(await loss(last));
    expect(await loss(whole)).not.toBe(await loss(last));
  });

  test('what fills up an utterance has no influence', () => {
    const vhred = make();
    const z = tf.ones<tf.Rank.R2>([5, 2]);
    const close = { absolute: 1e-6 };
    const [ones, nines] = [goldenBatch(1), goldenBatch(9)];
    expect(vhred.replyNll(nines, z)).toBeClose(vhred.replyNll(ones, z), close);
    expect(vhred.posterior(nines).mean).toBeClose(vhred.posterior(ones).mean, close);
  });

  test('more samples bring the estimate nearer to the likelihood, from above the bound downward', async () => {
    const [vhred, batch] = [asGolden(), goldenBatch()];
    const one = vhred.estimateNll(batch, { rng: random(2), samples: 1 });
    const { nll } = vhred.elbo(batch, { rng: random(2) });
    expect(one.shape).toEqual(nll.shape);
    const mean = async (samples: number, draws: number) => {
      let total = 0;
      for (let i = 0; i < draws; i++) {
        const rng = random(100 + i);
        total += (await sum(vhred.estimateNll(batch, { rng, samples }))) / draws;
      }
      return total;
    };
    const [few, many] = [await mean(1, 16), await mean(20, 3)];
    expect(many).toBeLessThan(few);
    // From the prior by plain averages: the same figure by another way.
    const { mean: mu, logVariance } = vhred.prior(batch);
    const sigma = tf.exp(tf.mul(logVariance, 0.5));
    const likelihoods = Array.from({ length: 150 }, (_, i) =>
      tf.tidy(() => {
        const z = tf.add(mu, tf.mul(sigma, random(i).normal([5, 2]))) as tf.Tensor2D;
        return tf.exp(tf.neg(vhred.replyNll(batch, z)));
      }),
    );
    const plain = await sum(tf.neg(tf.log(tf.mean(tf.stack(likelihoods), 0))));
    expect(Math.abs(plain - many)).toBeLessThan(0.3);
  });

  test('learns to tell of two replies to one context which is meant, and gives both', async () => {
    const vhred = new Vhred(8, 16, { rng: random(2), sos: 0, latentSize: 2 });
    const dialogues = [
      [[3], [4, 5]],
      [[3], [6, 7]],
    ];
    const batch = dialogueBatch(dialogues, { eos: 1 });
    const optimizer = adam({ learningRate: 0.08 });
    for await (const _ of train({
      ...{ parameters: parameters(vhred), optimizer, steps: 60, batches: () => ({}) },
      loss: (_, { rng }) => vhred.loss(batch, { rng, beta: 0.1 }),
    })) {
      // Nothing is read while it trains.
    }
    const { nll, kl } = vhred.elbo(batch, { rng: random(1) });
    expect((await sum(kl)) / 2).toBeGreaterThan(0.4);
    expect((await sum(nll)) / 2).toBeLessThan(0.4);
    const seen = vhred.encode(dialogueBatch([[[3]]], { eos: 1 }));
    const state = vhred.start(tf.tile(seen, [12, 1]), { rng: random(1) });
    const start = Array.from({ length: 12 }, () => 0);
    const replies = await generate(vhred, { state, start, eos: 1, maxLength: 4 });
    const texts = new Set(replies.map(({ tokens }) => tokens.join(' ')));
    expect(texts).toEqual(new Set(['4 5', '6 7']));
    optimizer.dispose();
    dispose(vhred);
  });

  test('round trip of the state dict', () => {
    const [from, to, batch] = [make(), make({ rng: random(9) }), goldenBatch()];
    loadStateDict(to, stateDict(from));
    expect(to.forward(batch)).toBeClose(from.forward(batch), { absolute: 0 });
  });

  test('refuses options, a batch and a z that do not fit', async () => {
    const rng = random(1);
    await expectRefusal(
      () => make({ latentSize: 0 }),
      'Vhred: latentSize: expected a positive integer, got 0',
    );
    const [vhred, batch, z] = [make(), goldenBatch(), tf.zeros<tf.Rank.R2>([4, 2])];
    await expectRefusal(
      () => vhred.loss(batch, {} as never),
      'Vhred.loss: rng: expected a generator of random(), got undefined',
    );
    await expectRefusal(
      () => vhred.loss(batch, { rng, beta: -1 }),
      'Vhred.loss: beta: expected a number of at least 0, got -1',
    );
    await expectRefusal(
      () => vhred.replyNll(batch, z),
      'Vhred.replyNll: z: expected [5, 2], got [4, 2]',
    );
    await expectRefusal(
      () => vhred.estimateNll(batch, { rng, samples: 0 }),
      'Vhred.estimateNll: samples: expected a positive integer of at most 100000, got 0',
    );
  });

  test('leaves no tensor behind', async () => {
    const [vhred, batch, rng] = [make(), goldenBatch(), random(3)];
    await expectNoLeaks(() => {
      const loss = () => vhred.loss(batch, { rng, freeBits: 0.1, wordDropout: 0.2 });
      const { value, grads } = valueAndGrads(loss, parameters(vhred));
      const { nll, kl } = vhred.elbo(batch, { rng });
      const seen = vhred.encode(batch);
      const { hidden, condition } = vhred.start(seen, { rng });
      const posterior = vhred.posterior(batch);
      tf.dispose([value, ...grads.values(), nll, kl, seen, hidden, condition]);
      tf.dispose([posterior.mean, posterior.logVariance]);
      tf.dispose([vhred.forward(batch), vhred.estimateNll(batch, { rng, samples: 2 })]);
      vhred.kl(batch).dispose();
    });
  });
});
