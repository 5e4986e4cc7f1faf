import type { Rng } from '@dl/core';
import type { Autoencoder, Vae } from '@dl/seq2seq';
import * as tf from '@tensorflow/tfjs-core';
import type { DigitSets } from '../../data/image-set';
import type { Score } from '../../kit/score';
import type { Text } from '../../kit/text';
import { distanceToNearest, imagesOf } from './digits';
import type { LatentView } from './view';

/** Digits that each makes up, and real ones for which the nearest of them is sought, at most. */
const [MADE, SOUGHT] = [2000, 300];

/** Images whose log p(x) is estimated, and with how many codes. */
const [WEIGHED, CODES] = [100, 50];

interface Judged {
  readonly images: number;
  readonly test: number;
  readonly rng: Rng;
  readonly signal?: AbortSignal | undefined;
}

/** What is in training. */
export type Nets = { readonly vae: Vae; readonly autoencoder: Autoencoder };

/** Both on digits of other writers, and how near what they make up is to real digits. */
export async function scoreOf(
  nets: Nets,
  names: Readonly<Record<keyof Nets, Text>>,
  data: DigitSets,
  { images, test, rng, signal }: Judged,
): Promise<Score> {
  const { reconstruction: nats, kl, plain } = await natsOf(nets, data, { test, rng, signal });
  const sought = Math.min(test, SOUGHT);
  const near = (make: () => tf.Tensor2D) =>
    meanOf(() => distanceToNearest(imagesOf(data.test, 0, sought), make()));
  const { vae, autoencoder } = nets;
  const made = Math.min(images, MADE);
  const ofReal = await near(() => imagesOf(data.train, 0, made));
  const ofVae = await near(() => vae.sample(made, { rng: rng.fold('made') }));
  const ofPlain = await near(() => autoencoder.sample(made, { rng: rng.fold('made') }));
  const ofFitted = await near(() => {
    // The fairest chance that it can have: each unit as wide as its codes are.
    const { mean, variance } = tf.moments(autoencoder.encode(imagesOf(data.train, 0, made)), 0);
    const drawn = rng.fold('made').normal([made, autoencoder.latentSize]);
    return tf.sigmoid(autoencoder.decode(tf.add(tf.mul(drawn, tf.sqrt(variance)), mean)));
  });
  const weighed = Math.min(test, WEIGHED);
  const likelihood = await meanOf(() => {
    const x = imagesOf(data.test, 0, weighed);
    return tf.mean(vae.logLikelihood(x, { rng: rng.fold('weights'), samples: CODES }));
  });
  return {
    caption: { en: 'digits of other writers', ja: '別の書き手の数字' },
    columns: [
      { label: { en: 'reconstruction', ja: '再構成誤差' }, kind: 'number', decimals: 1 },
      { label: { en: 'KL', ja: 'KL' }, kind: 'number', decimals: 1 },
      { label: { en: '−ELBO', ja: '−ELBO' }, kind: 'number', decimals: 1 },
      { label: { en: 'to a made-up one', ja: '生成画像との距離' }, kind: 'number', decimals: 2 },
    ],
    rows: [
      {
        label: { en: 'other real digits', ja: '別の本物の数字' },
        values: [null, null, null, ofReal],
      },
      { label: names.vae, values: [nats, kl, nats + kl, ofVae], strong: true },
      { label: names.autoencoder, values: [plain, null, null, ofPlain] },
      {
        label: { en: '… codes fitted', ja: '同(符号の幅を合わせる)' },
        values: [null, null, null, ofFitted],
      },
    ],
    remarks: [
      {
        en: `In nats an image; the last column is how far a real digit is from the nearest of ${made} that were made from random codes.`,
        ja: `単位は画像あたりのナット。最後の列は、乱数の符号から作った ${made} 枚のうち、テストの数字に最も近いものまでの距離です。`,
      },
      {
        en: `log p(x) of ${weighed} digits by importance weighting with ${CODES} codes: ${likelihood.toFixed(1)} nats.`,
        ja: `符号 ${CODES} 個による重点サンプリングで求めた log p(x)(${weighed} 枚): ${likelihood.toFixed(1)} ナット。`,
      },
    ],
    figures: {
      ...{ reconstruction: nats, kl, negativeElbo: nats + kl, plainReconstruction: plain },
      ...{ nearestOfReal: ofReal, nearestOfVae: ofVae, nearestOfPlain: ofPlain },
      ...{ nearestOfFitted: ofFitted, logLikelihood: likelihood },
    },
  };
}

/** The parts of −ELBO, and the reconstruction of the plain one, in nats an image. */
export async function natsOf(
  { vae, autoencoder }: Nets,
  data: DigitSets,
  { test, rng, signal }: Omit<Judged, 'images'>,
): Promise<LatentView['nats']> {
  const sums = [0, 0, 0];
  let count = 0;
  for (let first = 0; first < test && !(signal?.aborted && count > 0); first += 500) {
    const end = Math.min(first + 500, test);
    const means = tf.tidy(() => {
      const x = imagesOf(data.test, first, end);
      const { reconstruction, kl } = vae.loss(x, { rng: rng.fold(first) });
      return tf.stack([reconstruction, kl, autoencoder.loss(x)]);
    });
    (await means.data()).forEach((value, i) => {
      sums[i] = (sums[i] as number) + value * (end - first);
    });
    means.dispose();
    count += end - first;
  }
  const [reconstruction, kl, plain] = sums.map((sum) => sum / count) as [number, number, number];
  return { reconstruction, kl, plain };
}

async function meanOf(f: () => tf.Tensor): Promise<number> {
  const value = tf.tidy(f);
  const [number] = await value.data();
  value.dispose();
  return number as number;
}
