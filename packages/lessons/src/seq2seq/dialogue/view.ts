import type { Replies } from './replies';

/** Names of the models. */
export type ModelName = 'seq2seq' | 'hred' | 'vhred';

/** What a page draws: one held-out dialogue, what each model answers in it, and how well each expects held-out replies. */
export interface DialogueView {
  /** Dialogues to choose from. */
  readonly count: number;
  /** All utterances of the chosen one, the user's first. */
  readonly dialogue: readonly string[];
  /** Which of them is to be answered anew: an odd one, the system's. */
  readonly place: number;
  /** What the user says before it: as in the dialogue, or what was typed, as the models read it. */
  readonly last: string;
  /** Words that were typed and that no model knows. */
  readonly unknown: readonly string[];
  readonly replies: Readonly<Record<ModelName, Replies>>;
  /** Of the replies in held-out dialogues: exp of nats a token. VHRED's by importance sampling. */
  readonly perplexity: Readonly<Record<ModelName, number>>;
  /** Words of the vocabulary: the perplexity of a guess among all of them. */
  readonly words: number;
}
