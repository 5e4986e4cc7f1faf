import type { Rng } from '@dl/core';
import { streamTokens } from '@dl/text';
import { type Gpt, SlidingDecoder } from '@dl/transformer';
import * as tf from '@tensorflow/tfjs-core';

interface WriteOptions {
  readonly count: number;
  readonly rng: Rng;
  readonly temperature: number;
  readonly topP: number;
  readonly signal?: AbortSignal | undefined;
}

/** Writes `count` letters on from `ids`, as they come, behind the context too: where it is full, the later half of it is read anew. */
export async function* writeOn(
  gpt: Gpt,
  ids: readonly number[],
  { count: maxLength, rng, temperature, topP, signal }: WriteOptions,
): AsyncGenerator<number, void, void> {
  const decoder = new SlidingDecoder(gpt);
  const begun = decoder.start([ids]);
  const sampling = { rng, temperature, topP };
  const told = { ...begun, maxLength, sampling, ...(signal && { signal }) };
  try {
    for await (const event of streamTokens(decoder, told)) {
      if ('token' in event) yield event.token;
    }
  } finally {
    tf.dispose(begun.state as never);
  }
}
