/**
 * The words that the page of the lesson `phonemes` learns from: `node tools/common-words.mjs`. The most frequent ones of the Brown corpus
 * that the CMU dictionary has, with the ways to say them, stress left out, as a string that a bundle holds.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { alignSounds, MARKS } from './letter-sounds.mjs';
import { ROOT } from './run.mjs';

const COUNT = 4000;
const OUT = path.join(ROOT, 'packages/lessons/src/seq2seq/phonemes/common-words.ts');

const files = pathToFileURL(path.join(ROOT, 'packages/datasets/dist/files.js')).href;
const { brown, cmuPronunciations } = await import(files);
const { documents } = await brown();
const { words } = await cmuPronunciations();
const counts = new Map();
for (const { sentences } of documents) {
  for (const word of sentences.flatMap((sentence) => sentence.words)) {
    const own = word.toLowerCase();
    counts.set(own, (counts.get(own) ?? 0) + 1);
  }
}
const known = [...counts].filter(([word]) => /^[a-z]{2,12}$/.test(word) && words.has(word));
known.sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
// A letter a sound, in the order of the alphabet.
const sounds = [
  ...new Set([...words.values()].flat(2).map((own) => own.replace(/\d$/, ''))),
].sort();
const codeOf = (own) => String.fromCharCode(65 + sounds.indexOf(own.replace(/\d$/, '')));
const waysOf = (word) => words.get(word).map((way) => way.map(codeOf).join(''));
const chosen = known.slice(0, COUNT).map(([word]) => word);
const ways = chosen.sort().flatMap((word) => [...new Set(waysOf(word))].map((way) => [word, way]));
const aligned = alignSounds(ways);
// What a word shares with the one before is a letter: A nothing, B one character, …
let last = '';
const lines = aligned.spelt.map((spelt) => {
  let same = 0;
  while (same < 25 && same < last.length && spelt[same] === last[same]) same++;
  last = spelt;
  return String.fromCharCode(65 + same) + spelt.slice(same);
});
const text = (value) => `'${value.replaceAll('\\', '\\\\')}'`;
await writeFile(
  OUT,
  `/** The sounds that the letters from A on stand for below, in their order. */
export const SOUNDS = ${text(sounds.join(' '))};

/** What each letter from a to z says, most frequent first: sounds, perhaps several or none. */
export const LETTER_SOUNDS =
  ${text(aligned.sounds.map((own) => own.join('/')).join(';'))};

/** What stands behind a letter that says its second sound, its third, …; the first character is none. */
export const MARKS = '${MARKS}';

/**
 * The ${COUNT} most frequent words of the Brown corpus that the CMU Pronouncing Dictionary has, and how they are said, without stress:
 * \`node tools/common-words.mjs\`. Of the npm package cmu-pronouncing-dictionary, copyright Zeke Sikelianos, licence ISC. In the order of
 * the alphabet, each letter with its mark, and a capital for the characters that a word shares with the one before: A none, B one, …
 */
export const COMMON_WORDS =
  ${text(lines.join(''))};
`,
);
