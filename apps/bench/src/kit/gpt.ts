import { adamW, type Initializer, parameters, type Rng } from '@dl/core';
import { Gpt } from '@dl/transformer';
import * as tf from '@tensorflow/tfjs-core';
import type { GptSizes } from './gpt-sizes';
import { type Training, training } from './training';

interface GptOptions {
  readonly rng: Rng;
  /** Of all weights but the norms'. Default: GPT-2's. */
  readonly init?: Initializer;
}

/** The GPT of the benches: GELU by erf, an output of its own. */
export function makeGpt(sizes: GptSizes, { rng, init }: GptOptions): Gpt {
  const { layers, heads, width: size, block: context, vocabulary } = sizes;
  const drawn = init && { init, outputInit: init };
  const form = { activation: 'gelu', tied: false } as const;
  return new Gpt(vocabulary, { layers, heads, size, context, rng, ...form, ...drawn });
}

/** Training steps of it by AdamW: the cross entropy of ids and those that come next, [batch, time] both. */
export function gptTraining(model: Gpt, ids: tf.Tensor, next: tf.Tensor, rate: number): Training {
  return training({
    variables: parameters(model),
    optimizer: adamW({ learningRate: rate }),
    held: [ids, next],
    loss: () => model.loss(ids, next),
  });
}

/** Writes `count` tokens, one after the other by a cache, from id 1 on: each the likeliest, of which one id is read. */
export async function writeOn(model: Gpt, count: number): Promise<void> {
  let { state, start } = model.start([[1]]);
  let id = tf.tensor1d(start, 'int32');
  for (let place = 0; place < count; place++) {
    const next = tf.tidy(() => {
      const made = model.step(id, state);
      return { id: tf.argMax(made.logits, -1), state: made.state } as never;
    }) as { id: tf.Tensor1D; state: typeof state };
    tf.dispose([state as never, id]);
    ({ id, state } = next);
    await id.data();
  }
  tf.dispose([state as never, id]);
}
