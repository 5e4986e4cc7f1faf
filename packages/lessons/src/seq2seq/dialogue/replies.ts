import type { Rng } from '@dl/core';
import { dialogueBatch, type ReplyState, Vhred } from '@dl/seq2seq';

import { generate } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import type { Corpus, EncodedDialogue } from './corpus';
import type { Answering } from './measure';
import { sentenceOf } from './words';

/** Words of a reply at most. */
const LONGEST = 30;

/** How many replies are drawn of each model. */
const DRAWN = 3;

/** What one model answers: the likeliest reply word by word, then drawn ones: of VHRED z is drawn, and then the likeliest words. */
export interface Replies {
  readonly likeliest: string;
  readonly drawn: readonly string[];
}

/** What models answer to one context. */
export interface Answered {
  /** The utterances before. */
  readonly context: readonly string[];
  /** What was said in truth. */
  readonly truth: string;
  /** By the names of the models. */
  readonly replies: Readonly<Record<string, Replies>>;
}

/** Takes a dialogue of middle length, and lets each model answer behind the most part of it. */
export async function answer(
  nets: Readonly<Record<string, Answering>>,
  corpus: Corpus,
  { dialogues, rng }: { readonly dialogues: readonly EncodedDialogue[]; readonly rng: Rng },
): Promise<Answered> {
  const text = textOf(corpus);
  const chosen = [...dialogues].sort((a, b) => a.length - b.length)[dialogues.length >> 1];
  if (chosen === undefined) return { context: [], truth: '', replies: {} };
  const place = placeOf(chosen);
  const context = chosen.slice(0, place);
  const replies = await repliesTo(context, nets, corpus, rng);
  return { context: context.map(text), truth: text(chosen[place] ?? []), replies };
}

/** Where a dialogue is answered: the system answers at odd places; of a made dialogue it confirms here. */
export function placeOf(dialogue: EncodedDialogue): number {
  return Math.max(1, (dialogue.length - 5) | 1);
}

/** Ids as a sentence. */
export function textOf({ vocabulary }: Corpus): (ids: readonly number[]) => string {
  return (ids) => sentenceOf(vocabulary.decode(ids));
}

/** What each model answers to the utterances of `context`. */
export async function repliesTo<N extends string>(
  context: EncodedDialogue,
  nets: Readonly<Record<N, Answering>>,
  corpus: Corpus,
  rng: Rng,
): Promise<Record<N, Replies>> {
  const { sos, eos } = corpus;
  const text = textOf(corpus);
  const replies: Partial<Record<N, Replies>> = {};
  for (const [name, net] of Object.entries(nets) as [N, Answering][]) {
    // #region generate
    const batch = dialogueBatch([context], { eos });
    const write = async (state: ReplyState, more = {}) => {
      const rows = state.hidden.shape[0];
      const start = Array.from({ length: rows }, () => sos);
      const own = { state, start, eos, maxLength: LONGEST };
      const all = await generate(net, { ...own, ...more });
      return all.map(({ tokens }) => text(tokens));
    };
    const [one, several] = tf.tidy(() => {
      const seen = net.encode(batch);
      const tiled = tf.tile(seen, [DRAWN, 1]) as tf.Tensor2D;
      const other = net.start(tiled, { rng: rng.fold('z') });
      return [net.start(seen), other] as never;
    }) as [ReplyState, ReplyState];
    const [likeliest = ''] = await write(one);
    const sampling = { rng: rng.fold(name) };
    const isLatent = net instanceof Vhred;
    const drawn = await write(several, isLatent ? {} : { sampling });
    // #endregion generate
    tf.dispose([batch.ids, one, several] as never);
    replies[name] = { likeliest, drawn };
  }
  return replies as Record<N, Replies>;
}
