import { type Parts, partsByKey } from '../parts';
import { COMMON_WORDS, SOUNDS } from './common-words';

/** A word, and the ways to say it in phonemes. */
export interface Entry {
  readonly word: string;
  readonly ways: readonly (readonly string[])[];
}

/** Words to learn from, to choose settings by, and for the last figure only. */
export type EntryParts = Parts<Entry>;

/** The words that a page brings along, most frequent first. */
export function commonEntries(): Entry[] {
  const sounds = SOUNDS.split(' ');
  const soundOf = (letter: string) => sounds[letter.charCodeAt(0) - 65] as string;
  return COMMON_WORDS.split(';').map((line) => {
    const at = line.indexOf(' ');
    const ways = line.slice(at + 1).split('/');
    return { word: line.slice(0, at), ways: ways.map((way) => [...way].map(soundOf)) };
  });
}

/** Those of a dictionary that are spelt in letters alone, stress left out. */
export function entriesOf(words: ReadonlyMap<string, readonly (readonly string[])[]>): Entry[] {
  const spelt = [...words].filter(([word]) => /^[a-z]{2,}$/.test(word));
  return spelt.map(([word, ways]) => {
    const plain = ways.map((way) => way.map((phoneme) => phoneme.replace(/\d$/, '')).join(' '));
    return { word, ways: [...new Set(plain)].map((way) => way.split(' ')) };
  });
}

/** The parts of words: a word is in one part whatever list it is of, with all its pronunciations. */
export function partsOf(entries: readonly Entry[]): EntryParts {
  return partsByKey(entries, ({ word }) => word);
}
