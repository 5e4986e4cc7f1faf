import { type Rng, random } from '@dl/core';
import { type DialogueBatch, dialogueBatch } from '@dl/seq2seq';
import { batchesByLength, buildVocabulary, type Vocabulary } from '@dl/text';
import { makeDialogue } from './made-dialogues';
import type { DialogueParts, PartName } from './read-dialogues';
import { wordsOf } from './words';

/** A dialogue as ids: an utterance each, without its end. */
export type EncodedDialogue = readonly (readonly number[])[];

/** Dialogues as ids. */
export interface Corpus {
  readonly vocabulary: Vocabulary;
  readonly sos: number;
  readonly eos: number;
  readonly unk: number;
  readonly parts: Readonly<Record<PartName, readonly EncodedDialogue[]>>;
}

interface CorpusOptions {
  /** Words at most, special ones included. */
  readonly words: number;
  /** Words of an utterance at most: what is longer is cut. */
  readonly longest: number;
}

/** Dialogues that a grammar makes: those of the parts differ. */
export function madeDialogues(): DialogueParts {
  const part = (name: string, count: number) => {
    const rng = random('made dialogues').fold(name);
    return Array.from({ length: count }, () => makeDialogue(rng));
  };
  const train = part('train', 3000);
  const known = new Set(train.map((dialogue) => dialogue.join('\t')));
  const fresh = (dialogues: string[][]) =>
    dialogues.filter((dialogue) => !known.has(dialogue.join('\t')));
  return { train, dev: fresh(part('dev', 400)), test: fresh(part('test', 400)) };
}

/** Encodes dialogues; the vocabulary is that of the training part. */
export async function corpusOf(
  dialogues: DialogueParts,
  { words, longest }: CorpusOptions,
): Promise<Corpus> {
  const texts = (part: DialogueParts[PartName]) => part.map((dialogue) => dialogue.map(wordsOf));
  const train = texts(dialogues.train);
  const vocabulary = await buildVocabulary(train.flat(), { maxSize: words });
  const encode = (part: readonly (readonly string[])[]): EncodedDialogue[] =>
    part.map((dialogue) => dialogue.map((text) => vocabulary.encode(text).slice(0, longest)));
  const { sos, eos, unk } = vocabulary as Required<Vocabulary>;
  const parts = {
    train: encode(train),
    dev: encode(texts(dialogues.dev)),
    test: encode(texts(dialogues.test)),
  };
  return { vocabulary, parts, ...({ sos, eos, unk } as { sos: number; eos: number; unk: number }) };
}

// #region batches
/**
 * Batches of dialogues of about as many turns, in a new order each
 * epoch; a step always has the same one.
 */
export function batcher(
  dialogues: readonly EncodedDialogue[],
  size: number,
  eos: number,
  rng: Rng,
) {
  const turns = dialogues.map(({ length }) => length);
  let epoch = -1;
  let batches: number[][] = [];
  return (step: number): DialogueBatch => {
    const count = Math.ceil(turns.length / size);
    if (epoch !== Math.floor(step / count)) {
      epoch = Math.floor(step / count);
      const order = rng.fold(epoch);
      ({ batches } = batchesByLength(turns, { size, rng: order }));
    }
    const chosen = batches[step % count] as number[];
    const own = chosen.map((i) => dialogues[i] as EncodedDialogue);
    return dialogueBatch(own, { eos });
  };
}
// #endregion batches
