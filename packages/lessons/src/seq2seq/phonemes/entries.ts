import { COMMON_WORDS, SOUNDS } from './common-words';

/** A word, and the ways to say it in phonemes. */
export interface Entry {
  readonly word: string;
  readonly ways: readonly (readonly string[])[];
}

/** Words to learn from, to choose settings by, and for the last figure only. */
export interface EntryParts {
  readonly train: readonly Entry[];
  readonly dev: readonly Entry[];
  readonly test: readonly Entry[];
}

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

/**
 * Every tenth word to dev, and every tenth to test, by a number that its letters make: a word is in one part whatever list it is of, with all
 * its pronunciations.
 */
export function partsOf(entries: readonly Entry[]): EntryParts {
  const part = ({ word }: Entry) => hash(word) % 10;
  return {
    train: entries.filter((entry) => part(entry) > 1),
    dev: entries.filter((entry) => part(entry) === 1),
    test: entries.filter((entry) => part(entry) === 0),
  };
}

/** FNV-1a of the letters, 32 bits. */
function hash(word: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) value = Math.imul(value ^ word.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
