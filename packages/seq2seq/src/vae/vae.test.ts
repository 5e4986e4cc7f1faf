import {
  dispose,
  load,
  loadStateDict,
  parameters,
  random,
  save,
  stateDict,
  valueAndGrads,
} from '@dl/core';
import { expectNoLeaks, expectRefusal, memoryStore, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import torch from '../fixtures/torch-vae.json';
import { gaussianKl } from './gaussian-kl';
import { negativeElbo } from './negative-elbo';
import { bernoulli } from './pixel-rows';
import { reparameterise } from './reparameterise';
import { Vae } from './vae';

const make = (seed = 1) => new Vae(7, 3, { rng: random(seed), hiddenSize: 5 });
const pixels = (rows: number, seed = 31) =>
  tf.div(tf.add(seededTensor([rows, 7], seed), 1), 2) as tf.Tensor2D;

/** The weights of fixtures/torch_vae.py. */
function withTorchWeights(): Vae {
  const vae = make();
  const names = [
    ...['encoder.weight', 'encoder.bias', 'posterior.mean.weight', 'posterior.mean.bias'],
    ...['posterior.logVariance.weight', 'posterior.logVariance.bias'],
    ...['decoder.weight', 'decoder.bias', 'output.weight', 'output.bias'],
  ];
  const shapes = stateDict(vae);
  names.forEach((name, i) => {
    const variable = shapes[name] as tf.Variable;
    variable.assign(seededTensor(variable.shape, 11 + i));
  });
  return vae;
}

describe('Vae', () => {
  test('shapes', () => {
    const vae = make();
    const x = pixels(2);
    const { mean, logVariance } = vae.encode(x);
    const shapes = [
      ...[mean, logVariance, vae.decode(mean), vae.forward(x), vae.reconstruct(x)],
      ...[vae.sample(11, { rng: random(1) }), vae.interpolate(x, x, { steps: 5 })],
      ...[vae.logLikelihood(x, { rng: random(1), samples: 3 }), vae.loss(x, { rng: random(1) }).kl],
    ].map(({ shape }) => shape);
    expect(shapes).toEqual([
      ...[
        [2, 3],
        [2, 3],
        [2, 7],
        [2, 7],
        [2, 7],
      ],
      ...[
        [11, 7],
        [2, 5, 7],
      ],
      ...[[2], []],
    ]);
    const images = new Vae(6, 2, { rng: random(1), hiddenSize: 3 });
    expect(images.forward(tf.zeros([5, 2, 3, 1])).shape).toEqual([5, 6]);
  });

  test("its ELBO and all gradients are PyTorch's", () => {
    const { elbo } = torch;
    const vae = withTorchWeights();
    const x = pixels(4);
    const noise = seededTensor([4, 3], 32, 2);
    const run = () => {
      const posterior = vae.encode(x);
      const sigma = tf.exp(tf.mul(posterior.logVariance, 0.5));
      const z = tf.add(posterior.mean, tf.mul(sigma, noise));
      const nats = bernoulli(vae.decode(z), x);
      return { posterior, nats, ...negativeElbo(nats, posterior, { beta: elbo.beta }) };
    };
    const { posterior, nats, loss } = run();
    expect(nats).toBeClose(tf.tensor1d(elbo.reconstruction), { absolute: 1e-5 });
    const kl = gaussianKl(posterior.mean, posterior.logVariance);
    expect(kl).toBeClose(tf.tensor1d(elbo.kl), { absolute: 1e-5, relative: 1e-5 });
    expect(loss).toBeClose(tf.scalar(elbo.loss), { absolute: 1e-5, relative: 1e-5 });
    const { grads } = valueAndGrads(() => run().loss, parameters(vae));
    const named = stateDict(vae);
    for (const [name, wanted] of Object.entries(elbo.gradients)) {
      const variable = named[name] as tf.Variable;
      const tolerance = { absolute: 2e-5, relative: 1e-4 };
      expect(grads.get(variable), name).toBeClose(tf.tensor(wanted, variable.shape), tolerance);
    }
    dispose(vae);
  });

  test('its loss is that of its parts, with the z that its generator draws', () => {
    const vae = make();
    const x = pixels(4);
    const own = vae.loss(x, { rng: random(9), beta: 0.3, freeBits: 0.1 });
    const posterior = vae.encode(x);
    const z = reparameterise(posterior.mean, posterior.logVariance, random(9));
    const nats = bernoulli(vae.decode(z), x);
    const parts = negativeElbo(nats, posterior, { beta: 0.3, freeBits: 0.1 });
    for (const name of ['loss', 'reconstruction', 'kl'] as const) {
      expect(own[name]).toBeClose(parts[name]);
    }
    const drawn = vae.forward(x, { training: true, rng: random(9) });
    expect(drawn).toBeClose(vae.decode(z), { absolute: 1e-6 });
    expect(vae.forward(x)).toBeClose(vae.decode(posterior.mean));
  });

  test('more samples bring the estimate of log p(x) up from the ELBO to the value itself', async () => {
    // Of one latent unit p(x) is an integral over a line: here a sum over a fine grid.
    const vae = new Vae(4, 1, { rng: random(3), hiddenSize: 6 });
    const x = tf.slice(pixels(1), [0, 0], [1, 4]);
    const points = 401;
    const grid = tf.reshape(tf.linspace(-6, 6, points), [points, 1]);
    const nats = bernoulli(vae.decode(grid), tf.tile(x, [points, 1]));
    const density = tf.exp(tf.sub(tf.mul(tf.square(tf.squeeze(grid, [1])), -0.5), nats));
    const sum = (await tf.sum(density).data())[0] as number;
    const exact = Math.log((sum * 12) / (points - 1) / Math.sqrt(2 * Math.PI));
    const [many] = await vae.logLikelihood(x, { rng: random(1), samples: 500 }).data();
    expect(many).toBeCloseTo(exact, 1);
    const ones = tf.tile(x, [500, 1]);
    const one = await tf.mean(vae.logLikelihood(ones, { rng: random(1), samples: 1 })).data();
    expect(one[0] as number).toBeLessThan((many as number) + 0.01);
    const elbo = await vae.loss(ones, { rng: random(2) }).loss.data();
    expect(one[0]).toBeCloseTo(-(elbo[0] as number), 1);
  });

  test('is saved and loaded, and comes back from its state dict', async () => {
    const vae = make();
    const x = pixels(2);
    const store = memoryStore();
    await save(vae, store);
    const again = await load<Vae>(store, { layers: { Vae } });
    expect(again.forward(x)).toBeClose(vae.forward(x));
    const other = make(2);
    expect(other.forward(x)).not.toBeClose(vae.forward(x));
    loadStateDict(other, stateDict(vae));
    expect(other.forward(x)).toBeClose(vae.forward(x));
  });

  test('says what does not fit, and leaves nothing', async () => {
    const vae = make();
    const [x, wide] = [pixels(2), tf.zeros([2, 3, 3])];
    const rng = random(1);
    await expectRefusal(
      () => vae.loss(wide, { rng }),
      'Vae.loss: x: expected [batch, 7], got [2, 3, 3]',
    );
    await expectRefusal(() => vae.loss(x, {} as never), /Vae\.loss: rng: expected/);
    await expectRefusal(
      () => vae.loss(x, { rng, beta: Number.NaN }),
      'Vae.loss: beta: expected a number of at least 0, got NaN',
    );
    await expectRefusal(
      () => vae.interpolate(x, x, { steps: 1 }),
      'Vae.interpolate: steps: expected an integer from 2 to 10000, got 1',
    );
    await expectRefusal(
      () => new Vae(7, 3, { rng, hidden: 5 } as never),
      'Vae: expected an option of rng or hiddenSize, got "hidden" (is it hiddenSize?)',
    );
    await expectNoLeaks(() => tf.dispose(vae.loss(x, { rng }) as never));
    await expectNoLeaks(() => vae.logLikelihood(x, { rng, samples: 4 }).dispose());
    await expectNoLeaks(() => vae.interpolate(x, x).dispose());
  });
});
