import type { Rng } from '@dl/core';
import type { Corpus, EncodedDialogue } from './corpus';
import { placeOf, repliesTo, textOf } from './replies';
import type { Nets } from './score';
import type { DialogueValues } from './settings';
import type { DialogueView } from './view';
import { sentenceOf, wordsOf } from './words';

interface Asked extends Pick<DialogueValues, 'dialogue' | 'turn' | 'utterance' | 'draw'> {
  readonly dialogues: readonly EncodedDialogue[];
  readonly rng: Rng;
}

/** The chosen dialogue, and what each model answers at the chosen place of it, perhaps to something else than was said. */
export async function sceneOf(
  nets: Nets,
  corpus: Corpus,
  { dialogues, rng, dialogue: number, turn, utterance, draw }: Asked,
): Promise<Omit<DialogueView, 'perplexity' | 'words'>> {
  const { vocabulary, unk } = corpus;
  const chosen = dialogues[(number - 1) % dialogues.length] as EncodedDialogue;
  // The system's are the odd ones.
  const place = turn === 0 ? placeOf(chosen) : Math.min(2 * turn - 1, (chosen.length - 2) | 1);
  const typed = wordsOf(utterance);
  const words = typed === '' ? [] : typed.split(' ');
  const said = typed === '' ? (chosen[place - 1] as readonly number[]) : vocabulary.encode(typed);
  const text = textOf(corpus);
  return {
    count: dialogues.length,
    dialogue: chosen.map(text),
    place,
    last: typed === '' ? text(said) : sentenceOf(typed),
    unknown: words.filter((word) => vocabulary.encode(word)[0] === unk),
    replies: await repliesTo([...chosen.slice(0, place - 1), said], nets, corpus, rng.fold(draw)),
  };
}
