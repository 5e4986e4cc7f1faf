import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expectHash, packageFolder } from './package-file';
import type { Provenance } from './provenance';

/** How words are said. */
export interface Pronunciations {
  /** By word in lower case, each way to say it as phonemes of ARPAbet; a vowel ends with its stress: 0, 1 or 2. */
  readonly words: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly from: Provenance;
}

const SHA256 = 'ef8b2b976d2e5801b7541ebcc7714f538d1ffa0ebb28645259536e2666bd2948';
const PACKAGE = 'cmu-pronouncing-dictionary';

/** An entry: a word, `(2)` behind it for another way to say it, the phonemes, and a remark behind `#`. */
const ENTRY = /^ {2}"(.+?)(?:\(\d\))?": "([^#"]+?)(?: #.*)?",?$/gm;

/**
 * The CMU Pronouncing Dictionary: 126,046 words of North American English, 135,155 ways to say them, out of the npm package
 * `cmu-pronouncing-dictionary`.
 *
 * @throws Error if the file is not there, or is another
 */
export async function cmuPronunciations(): Promise<Pronunciations> {
  const folder = packageFolder('cmuPronunciations', PACKAGE, 'index.js');
  const text = await readFile(path.join(folder, 'index.js'), 'utf8');
  expectHash('cmuPronunciations: index.js', text, SHA256);
  const words = new Map<string, string[][]>();
  for (const [, word, said] of text.matchAll(ENTRY)) {
    const ways = words.get(word as string);
    const phonemes = (said as string).split(' ');
    if (ways === undefined) words.set(word as string, [phonemes]);
    else ways.push(phonemes);
  }
  return { words, from: FROM };
}

const FROM: Provenance = {
  file: `index.js of ${PACKAGE} 3.0.0`,
  sources: [
    {
      title: 'The CMU Pronouncing Dictionary',
      path: 'http://www.speech.cs.cmu.edu/cgi-bin/cmudict',
    },
    { title: PACKAGE, path: 'https://github.com/words/cmu-pronouncing-dictionary' },
  ],
  licences: [
    { title: 'ISC', path: 'https://github.com/words/cmu-pronouncing-dictionary/blob/main/license' },
  ],
};
