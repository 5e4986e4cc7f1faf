import type { Rng } from '@dl/core';
import { streamTokens } from '@dl/text';
import type { Gpt } from '@dl/transformer';
import * as tf from '@tensorflow/tfjs-core';

interface WriteOptions {
  readonly count: number;
  readonly rng: Rng;
  readonly temperature: number;
  readonly topP: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes `count` letters on from `ids`, as they come. Where the context is full, the later half of it is read anew, and it goes on.
 */
export async function* writeOn(
  gpt: Gpt,
  ids: readonly number[],
  { count, rng, temperature, topP, signal }: WriteOptions,
): AsyncGenerator<number, void, void> {
  const all = [...ids];
  let left = count;
  for (let part = 0; left > 0 && !signal?.aborted; part++) {
    const half = Math.max(1, Math.floor(gpt.context / 2));
    const tail = all.slice(-half);
    const { state, start } = gpt.start([tail]);
    const maxLength = Math.min(left, gpt.context - tail.length + 1);
    const sampling = { rng: rng.fold(`part ${part}`), temperature, topP };
    const told = { state, start, maxLength, sampling, ...(signal && { signal }) };
    try {
      for await (const event of streamTokens(gpt, told)) {
        if (!('token' in event)) continue;
        all.push(event.token);
        yield event.token;
      }
    } finally {
      tf.dispose(state.caches.flatMap(({ keys, values }) => [keys, values]));
    }
    left -= maxLength;
  }
}
