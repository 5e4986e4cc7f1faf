import { adam, parameterCount, type Rng, random } from '@dl/core';
import { Autoencoder, Vae } from '@dl/seq2seq';
import * as tf from '@tensorflow/tfjs-core';
import { digits } from '../../data/digits';
import { aboutSource } from '../../kit/about';
import { contestRun } from '../../kit/contest';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import type { Text } from '../../kit/text';
import { drawImages, imagesOf, PIXELS } from './digits';
import { scoreOf } from './score';
import type { LatentValues } from './settings';
import type { LatentView } from './view';

/** Digits a row of pictures. */
const SHOWN = 6;

/** A variational autoencoder and a plain one in training. */
export interface LatentRun extends LessonRun<LatentView> {
  readonly nets: { readonly vae: Vae; readonly autoencoder: Autoencoder };
  readonly names: Readonly<Record<'vae' | 'autoencoder', Text>>;
  update(values: LatentValues): void;
  view(): Promise<LatentView>;
}

/** Makes both. */
export async function start(values: LatentValues, { seed }: LessonContext): Promise<LatentRun> {
  let now = values;
  const { latent, hidden: hiddenSize, steps, images, test } = values;
  const data = await digits();
  const rng = random(seed);
  // #region models
  const weights = (name: string) => ({ rng: rng.fold(`weights ${name}`), hiddenSize });
  const vae = new Vae(PIXELS, latent, weights('vae'));
  const autoencoder = new Autoencoder(PIXELS, latent, weights('autoencoder'));
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
    async view() {
      const made = tf.tidy(() => {
        const real = imagesOf(data.test, 0, SHOWN);
        const codes = rng.fold('view').normal([SHOWN, latent]);
        const [a, b] = [imagesOf(data.test, 0, 1), imagesOf(data.test, 1, 2)];
        return [
          ...[real, vae.reconstruct(real), autoencoder.reconstruct(real)],
          ...[tf.sigmoid(vae.decode(codes)), tf.sigmoid(autoencoder.decode(codes))],
          vae.interpolate(a, b, { steps: SHOWN }),
        ];
      });
      const all = await Promise.all(made.map((tensor) => tensor.data()));
      tf.dispose(made);
      const [real, ofVae, ofPlain, newOfVae, newOfPlain, between] = all.map((values) =>
        Float32Array.from(values),
      ) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
      return {
        ...{ count: SHOWN, real, between },
        reconstructed: { vae: ofVae, autoencoder: ofPlain },
        sampled: { vae: newOfVae, autoencoder: newOfPlain },
      };
    },
    score: (signal) => scoreOf(nets, names, data, { images, test, rng: rng.fold('score'), signal }),
  };
}
