import { random, setup } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { makeGpt, writeOn } from '../../../apps/bench/src/kit/gpt';
import type { GptSizes } from '../../../apps/bench/src/kit/gpt-sizes';
import type { Figure } from '../../../apps/bench/src/row';

const TURNS = 3;

/** Tokens a second with a cache, and without: each token then sees all that are before it anew. Each by its fastest of three turns. */
export async function cacheGain(sizes: GptSizes): Promise<Figure> {
  await setup({ backend: 'wasm', threads: 1 });
  const model = makeGpt(sizes, { rng: random(1) });
  const count = sizes.block;
  const anew = async () => {
    const ids = [1];
    while (ids.length <= count) {
      const next = tf.tidy(() => {
        const logits = model.forward(tf.tensor2d([ids], undefined, 'int32'));
        return tf.argMax(tf.slice(logits, [0, ids.length - 1, 0], [1, 1, -1]), -1);
      });
      ids.push(((await next.data()) as Int32Array)[0] as number);
      next.dispose();
    }
  };
  const rates = { ours: 0, peer: 0 };
  for (let turn = 0; turn < TURNS; turn++) {
    rates.ours = Math.max(rates.ours, await rateOf(count, () => writeOn(model, count)));
    rates.peer = Math.max(rates.peer, await rateOf(count, anew));
  }
  return { ...rates, peerName: 'without a cache' };
}

async function rateOf(count: number, write: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await write();
  return (1000 * count) / (performance.now() - start);
}
