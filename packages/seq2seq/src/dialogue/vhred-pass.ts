import { concat, gather } from '@dl/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { Gaussian } from '../vae/gaussian';
import { gaussianKl } from '../vae/gaussian-kl';
import { contextsOfReplies, encodeUtterances, indices } from './context-pass';
import type { DialogueNet } from './dialogue-net';
import type { GaussianNet } from './gaussian-net';
import type { Layout } from './layout';

/** Layers with those of the latent variable. */
export interface LatentNet extends DialogueNet {
  readonly priorNet: GaussianNet;
  readonly posteriorNet: GaussianNet;
}

/** The context of each reply, and what its z is drawn from, each [replies, …]. */
export interface Turns {
  readonly contexts: tf.Tensor2D;
  readonly prior: Gaussian;
  readonly posterior: Gaussian;
}

/** Inside of a `tidy`. */
export function turnsOf(net: LatentNet, layout: Layout, window?: number): Turns {
  const encoded = encodeUtterances(net, layout);
  const contexts = contextsOfReplies(net, encoded, layout, window);
  const replies = gather(encoded, indices(layout.replies)) as tf.Tensor2D;
  const posterior = net.posteriorNet.forward(concat([contexts, replies], 1));
  return { contexts, prior: net.priorNet.forward(contexts), posterior };
}

/** KL(q(z | c, w) ‖ p(z | c)) of each reply in nats, [replies]. */
export function klOf({ prior, posterior }: Turns): tf.Tensor1D {
  return gaussianKl(posterior.mean, posterior.logVariance, prior) as tf.Tensor1D;
}
