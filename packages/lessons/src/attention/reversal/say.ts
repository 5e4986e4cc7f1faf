import * as tf from '@tensorflow/tfjs-core';
import { EDGE, type ReversalBatch } from './sequences';
import type { Code, Translator } from './translator';

/** How much of what a network says by itself is right. */
export interface Spoken {
  /** The share of sequences that are right from the first symbol to the end. */
  readonly exact: number;
  /** The share of steps that are right. */
  readonly steps: number;
}

/** What a network says of each sequence when it hears only itself: the likeliest symbol at each step. */
export async function sayAll(
  net: Translator,
  source: tf.Tensor2D,
  steps: number,
): Promise<Int32Array> {
  const batch = source.shape[0];
  const all = tf.tidy(() => {
    let code = net.encode(source);
    let last = tf.fill([batch, 1], EDGE, 'int32') as tf.Tensor2D;
    const said: tf.Tensor2D[] = [];
    for (let step = 0; step < steps; step++) {
      const { logits, state } = net.decode(code, last);
      code = { memory: code.memory, state } satisfies Code;
      last = tf.argMax(logits, 2) as tf.Tensor2D;
      said.push(last);
    }
    return tf.concat(said, 1);
  });
  const values = (await all.data()) as Int32Array;
  all.dispose();
  return values;
}

/** Compares what a network says by itself with what it is to say. */
export async function tryOn(net: Translator, { source, target }: ReversalBatch): Promise<Spoken> {
  const [batch, steps] = target.shape;
  const said = await sayAll(net, source, steps);
  const wanted = await target.data();
  let exact = 0;
  let right = 0;
  for (let row = 0; row < batch; row++) {
    const places = Array.from({ length: steps }, (_, i) => row * steps + i);
    const hits = places.filter((at) => said[at] === wanted[at]).length;
    right += hits;
    if (hits === steps) exact++;
  }
  return { exact: exact / batch, steps: right / (batch * steps) };
}
