import { softmaxCrossEntropy } from '@dl/core';
import type { Gpt } from '@dl/transformer';
import * as tf from '@tensorflow/tfjs-core';
import { inParts } from '../../kit/in-parts';
import { CharacterCounts } from '../../lstm-gru/text/character-counts';
import type { CharacterText } from '../../lstm-gru/text/corpus';
import { type HeadName, traceOf } from './trace';

/** Windows that are measured at once. */
const AT_ONCE = 32;

/** `count` windows of a text side by side from the `first` one on, [count, block], and the letters behind each. */
export function windowsOf(
  text: Int32Array,
  {
    block,
    first,
    count,
  }: { readonly block: number; readonly first: number; readonly count: number },
): { readonly ids: tf.Tensor2D; readonly next: tf.Tensor2D } {
  const from = first * block;
  const shape: [number, number] = [count, block];
  const take = (at: number) => tf.tensor2d(text.slice(at, at + count * block), shape, 'int32');
  return { ids: take(from), next: take(from + 1) };
}

/** Windows of a text that have a letter behind each of theirs. */
export function windowCount(text: Int32Array, block: number): number {
  return Math.floor((text.length - 1) / block);
}

/** Nats a letter of a text that is read window by window: what stands at a window's beginning sees little. Ends early if `signal` aborts. */
export async function natsOf(gpt: Gpt, text: Int32Array, signal?: AbortSignal): Promise<number> {
  const block = gpt.context;
  let [sum, seen] = [0, 0];
  await inParts({ count: windowCount(text, block), size: AT_ONCE, signal }, async (first, end) => {
    const count = end - first;
    const loss = tf.tidy(() => {
      const { ids, next } = windowsOf(text, { block, first, count });
      return gpt.loss(ids, next);
    });
    sum += ((await loss.data())[0] as number) * count;
    seen += count;
    loss.dispose();
  });
  return sum / seen;
}

/** The same of the first windows alone, and with a head off. */
export async function natsWithout(
  gpt: Gpt,
  text: Int32Array,
  { windows, off }: { readonly windows: number; readonly off: HeadName | undefined },
): Promise<number> {
  const block = gpt.context;
  const count = Math.min(windows, windowCount(text, block));
  const loss = tf.tidy(() => {
    const { ids, next } = windowsOf(text, { block, first: 0, count });
    return softmaxCrossEntropy(traceOf(gpt, ids, off).logits, next);
  });
  const [nats] = await loss.data();
  loss.dispose();
  return nats as number;
}

/** What a model of counts comes to. */
export interface CountFigures {
  /** Letters that it looks back: those with the least loss on the development part. */
  readonly order: number;
  /** Nats a letter of each part. */
  readonly dev: number;
  readonly test: number;
}

/** Counts of which letter follows up to `most` others, mixed by Witten and Bell; how far they look back is chosen on the development part. */
export function countFigures(text: CharacterText, most = 6): CountFigures {
  const counts = new CharacterCounts(most, text.vocabulary.size, text.train);
  const [dev, test] = [counts.bits(text.dev), counts.bits(text.test)];
  const order = dev.indexOf(Math.min(...dev));
  const nats = (bits: readonly number[]) => (bits[order] as number) * Math.LN2;
  return { order, dev: nats(dev), test: nats(test) };
}
