import { type DialogueBatch, dialogueBatch } from '@dl/seq2seq';
import type * as tf from '@tensorflow/tfjs-core';
import { inParts } from '../../kit/in-parts';
import type { EncodedDialogue } from './corpus';

/** Dialogues that are measured at once. */
const SIZE = 16;

/** Calls `work` with batches of dialogues, and the tokens of the replies of each. Ends early if `signal` aborts. */
export async function eachBatch(
  dialogues: readonly EncodedDialogue[],
  eos: number,
  work: (batch: DialogueBatch, tokens: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  await inParts({ count: dialogues.length, size: SIZE, signal }, async (start, end) => {
    const own = dialogues.slice(start, end);
    const batch = dialogueBatch(own, { eos });
    await work(
      batch,
      own.reduce((sum, dialogue) => sum + replyTokens(dialogue), 0),
    );
    batch.ids.dispose();
  });
}

/** Tokens of all utterances but the first, ends included. */
function replyTokens(dialogue: EncodedDialogue): number {
  return dialogue.slice(1).reduce((sum, { length }) => sum + length + 1, 0);
}

/** The sum of a tensor's values; disposes it. */
export async function sumOf(values: tf.Tensor): Promise<number> {
  const numbers = (await values.data()) as Float32Array;
  values.dispose();
  return numbers.reduce((sum, value) => sum + value, 0);
}
