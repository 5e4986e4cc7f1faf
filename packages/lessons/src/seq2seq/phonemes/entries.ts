import { type Parts, partsByKey } from '../parts';
import { COMMON_WORDS, LETTER_SOUNDS, MARKS, SOUNDS } from './common-words';

/** A word, and the ways to say it in phonemes. */
export interface Entry {
  readonly word: string;
  readonly ways: readonly (readonly string[])[];
}

/** Words to learn from, to choose settings by, and for the last figure only. */
export type EntryParts = Parts<Entry>;

/** The words that a page brings along. */
export function commonEntries(): Entry[] {
  const ways = new Map<string, string[][]>();
  let spelt = '';
  for (const [, shared = '', rest = ''] of COMMON_WORDS.matchAll(/([A-Z])([^A-Z]*)/g)) {
    spelt = spelt.slice(0, shared.charCodeAt(0) - 65) + rest;
    const word = spelt.replace(/[^a-z]/g, '');
    ways.set(word, [...(ways.get(word) ?? []), wayOf(spelt)]);
  }
  return [...ways].map(([word, ways]) => ({ word, ways }));
}

const sounds = /* @__PURE__ */ SOUNDS.split(' ');
const letterSounds = /* @__PURE__ */ LETTER_SOUNDS.split(';').map((own) => own.split('/'));

/** How a word is said whose letters are marked where they say something unusual. */
function wayOf(spelt: string): string[] {
  return [...spelt.matchAll(/([a-z])([^a-z]?)/g)].flatMap(([, letter = '', mark = '']) => {
    const own = letterSounds[letter.charCodeAt(0) - 97] as string[];
    return [...(own[MARKS.indexOf(mark)] as string)].map(
      (code) => sounds[code.charCodeAt(0) - 65] as string,
    );
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
