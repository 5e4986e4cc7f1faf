import { concat } from '@dl/core';
import { expected, expectRng, readOptions } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import type { WordDropout } from '../conditioned/decoder-input';
import { freeBits as counted, gaussianKlByUnit } from '../vae/gaussian-kl';
import { drawn } from '../vae/reparameterise';
import type { BagNet } from './bag-of-words';
import type { Layout } from './layout';
import { wordDropoutOf } from './loss-options';
import { tokenNll } from './reply-pass';
import { VHRED_LOSS_OPTIONS, type VhredLossOptions } from './vhred-options';
import { type LatentNet, turnsOf } from './vhred-pass';

/** Layers with what the loss alone needs. */
interface LearningNet extends LatentNet {
  readonly bag: BagNet | undefined;
}

/** How a loss is computed, checked. */
type Told = Required<Omit<VhredLossOptions, 'wordDropout' | 'window'>> & {
  readonly window: number | undefined;
  readonly dropout: WordDropout | undefined;
};

/** Checks the options of a loss. @throws TypeError, RangeError */
export function readLossOptions(
  where: string,
  { bag, unk }: Pick<LearningNet, 'bag' | 'unk'>,
  options: VhredLossOptions,
): Told {
  const own = readOptions(where, options, VHRED_LOSS_OPTIONS);
  const { rng, beta = 1, freeBits = 0, bagWeight } = own;
  expectRng(where, rng);
  if (bagWeight !== undefined && bag === undefined) {
    throw new RangeError(expected(`${where}: bagWeight`, 'none without bagOfWords', bagWeight));
  }
  return {
    rng,
    beta,
    freeBits,
    bagWeight: bagWeight ?? 1,
    window: own.window,
    dropout: wordDropoutOf(where, own, unk),
  };
}

/** (Σ −log p(w | c, z) + β Σ KL) / tokens, and the bag of words; inside of a `tidy`. */
export function turnLoss(
  net: LearningNet,
  layout: Layout,
  { rng, beta, freeBits, bagWeight, window, dropout }: Told,
): tf.Scalar {
  const { contexts, prior, posterior } = turnsOf(net, layout, window);
  const condition = concat([contexts, drawn(posterior, rng)], 1);
  const { nll, replyOf } = tokenNll(net, layout, condition, dropout);
  const byUnit = gaussianKlByUnit(posterior.mean, posterior.logVariance, prior);
  const kl = tf.mul(counted(byUnit, freeBits), (beta * layout.replies.length) / replyOf.length);
  const loss = tf.add(tf.mean(nll), kl) as tf.Scalar;
  if (net.bag === undefined || bagWeight === 0) return loss;
  return tf.add(loss, tf.mul(tf.mean(net.bag.nll(layout, condition)), bagWeight));
}
