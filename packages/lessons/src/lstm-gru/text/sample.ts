import type { Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { CharacterNet, States } from './network';

interface SampleOptions {
  /** What the network has read before: [time]. */
  readonly prompt: Int32Array;
  readonly length: number;
  /** Logits are divided by it. */
  readonly temperature: number;
  readonly rng: Rng;
}

/** The characters that the network goes on with, each drawn from what it says may come next. */
export async function sampleText(
  net: CharacterNet,
  { prompt, length, temperature, rng }: SampleOptions,
): Promise<number[]> {
  const drawn: number[] = [];
  let state: States | undefined;
  let input = prompt;
  while (drawn.length < length) {
    const next = tf.tidy(() => {
      const ids = tf.tensor2d(input, [1, input.length], 'int32');
      const { logits, state: last } = net.forward(ids, state);
      const vocab = logits.shape[2];
      const final = tf.slice(logits, [0, input.length - 1, 0], [1, 1, vocab]);
      return { logits: final, state: last } as never;
    }) as { logits: tf.Tensor; state: States };
    tf.dispose(state as tf.TensorContainer);
    state = next.state;
    const character = draw(await next.logits.data(), temperature, rng);
    next.logits.dispose();
    drawn.push(character);
    input = Int32Array.of(character);
  }
  tf.dispose(state as tf.TensorContainer);
  return drawn;
}

/** An index drawn from softmax(logits / temperature). */
export function draw(logits: ArrayLike<number>, temperature: number, rng: Rng): number {
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const most = Math.max(...scaled);
  const weights = scaled.map((logit) => Math.exp(logit - most));
  let rest = rng.next() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  return found >= 0 ? found : weights.length - 1;
}
