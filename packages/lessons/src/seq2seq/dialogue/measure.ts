import type { Rng } from '@dl/core';
import {
  type DialogueBatch,
  dialogueBatch,
  type ReplyState,
  reparameterise,
  type Vhred,
} from '@dl/seq2seq';
import { generate, type StepDecoder } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { inParts } from '../../kit/in-parts';
import type { EncodedDialogue } from './corpus';

/** Dialogues that are measured at once. */
const SIZE = 16;

/** Calls `work` with batches of dialogues, and those. Ends early if `signal` aborts. */
async function eachBatch(
  dialogues: readonly EncodedDialogue[],
  eos: number,
  work: (batch: DialogueBatch, dialogues: readonly EncodedDialogue[]) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  await inParts({ count: dialogues.length, size: SIZE, signal }, async (start, end) => {
    const own = dialogues.slice(start, end);
    const batch = dialogueBatch(own, { eos });
    await work(batch, own);
    batch.ids.dispose();
  });
}

/** Tokens of all utterances but the first, ends included. */
function replyTokens(dialogue: EncodedDialogue): number {
  return dialogue.slice(1).reduce((sum, { length }) => sum + length + 1, 0);
}

/** The sum of a tensor's values; disposes it. */
async function sumOf(values: tf.Tensor): Promise<number> {
  const numbers = (await values.data()) as Float32Array;
  values.dispose();
  return numbers.reduce((sum, value) => sum + value, 0);
}

/** −log p of the replies of dialogues, in nats. */
export interface Likelihood {
  readonly perToken: number;
  readonly perReply: number;
}

/** The mean −log p of replies, by what gives it of each reply of a batch. */
export async function likelihood(
  dialogues: readonly EncodedDialogue[],
  eos: number,
  nll: (batch: DialogueBatch) => tf.Tensor,
  signal?: AbortSignal,
): Promise<Likelihood> {
  let [nats, tokens, replies] = [0, 0, 0];
  await eachBatch(
    dialogues,
    eos,
    async (batch, own) => {
      nats += await sumOf(nll(batch));
      for (const dialogue of own) {
        tokens += replyTokens(dialogue);
        replies += dialogue.length - 1;
      }
    },
    signal,
  );
  return { perToken: nats / tokens, perReply: nats / replies };
}

/** How much of a reply is in its latent variable, in nats a reply. */
export interface LatentUse {
  /** KL(q ‖ p). */
  readonly kl: number;
  /** By how much −log p(reply | context, z) rises where z is of another dialogue's reply. */
  readonly swapRise: number;
}

/** The KL divergence of a turn, and what a wrong z costs. */
export async function latentUse(
  net: Vhred,
  dialogues: readonly EncodedDialogue[],
  eos: number,
  rng: Rng,
  signal?: AbortSignal,
): Promise<LatentUse> {
  let [kl, right, wrong, count] = [0, 0, 0, 0];
  await eachBatch(
    dialogues,
    eos,
    async (batch, own) => {
      const replies = own.reduce((sum, { length }) => sum + length - 1, 0);
      // #region swap
      const sums = tf.tidy(() => {
        const { mean, logVariance } = net.posterior(batch);
        const z = reparameterise(mean, logVariance, rng) as tf.Tensor2D;
        // Half of the batch further on: a reply of another dialogue.
        const half = replies >> 1;
        const halves = tf.split(z, [half, replies - half]);
        const other = tf.concat(halves.reverse()) as tf.Tensor2D;
        const all = [net.kl(batch), net.replyNll(batch, z), net.replyNll(batch, other)];
        return tf.stack(all.map((each) => tf.sum(each)));
      });
      // #endregion swap
      const [divergence = 0, known = 0, swapped = 0] = await sums.data();
      sums.dispose();
      kl += divergence;
      right += known;
      wrong += swapped;
      count += replies;
    },
    signal,
  );
  return { kl: kl / count, swapRise: (wrong - right) / count };
}

/** A model that answers. */
export interface Answering extends StepDecoder<ReplyState> {
  encode(batch: DialogueBatch): tf.Tensor2D;
  start(context: tf.Tensor2D, options?: { readonly rng?: Rng }): ReplyState;
}

interface Drawing {
  readonly sos: number;
  readonly eos: number;
  readonly temperature: number;
  readonly rng: Rng;
}

/**
 * distinct-2 (Li et al. 2016): of all pairs of neighbouring words in replies that are drawn, one to the first
 * half of each dialogue, the share of different ones.
 */
export async function diversity(
  net: Answering,
  dialogues: readonly EncodedDialogue[],
  { sos, eos, temperature, rng }: Drawing,
): Promise<number> {
  const pairs = new Set<string>();
  let count = 0;
  // The middle of each dialogue: how it ends is alike in all.
  const contexts = dialogues.map((dialogue) =>
    dialogue.slice(0, Math.max(1, dialogue.length >> 1)),
  );
  await eachBatch(contexts, eos, async (batch, own) => {
    const state = tf.tidy(() => net.start(net.encode(batch), { rng }) as never) as ReplyState;
    const start = own.map(() => sos);
    const sampling = { rng, temperature };
    for (const { tokens } of await generate(net, { state, start, eos, maxLength: 30, sampling })) {
      for (let i = 1; i < tokens.length; i++, count++) pairs.add(`${tokens[i - 1]} ${tokens[i]}`);
    }
    tf.dispose(state as never);
  });
  return count === 0 ? 0 : pairs.size / count;
}
