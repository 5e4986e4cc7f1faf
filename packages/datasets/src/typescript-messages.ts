import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Messages } from './messages';
import { expectHash, packageFolder } from './package-file';
import type { Provenance } from './provenance';

const PACKAGE = 'typescript';
const VERSION = '5.9.3';
const ENGLISH = 'lib/typescript.js';
const JAPANESE = 'lib/ja/diagnosticMessages.generated.json';
const SHA256 = {
  [ENGLISH]: '3ae902c92cc44dace175c0e69e13a4b0899f6983c6121d76b9ab8dd5795e7675',
  [JAPANESE]: 'ae1a2d439bfb60b9fa32408bde0e9ec39840a33d621014fcb5b2fb4e69a606de',
};

/** A message of the compiler: its key, and its text as a string of JSON. */
const DIAGNOSTIC = /diag\(\d+, \d \/\* \w+ \*\/, "([^"]+)", ("(?:[^"\\]|\\.)*")/g;

/**
 * The messages of the TypeScript compiler in English and Japanese: 2,070 pairs of sentences, translated by people, out of the npm package
 * `typescript` 5.9.3 (7 no longer holds them), in the order of the English file.
 *
 * @throws Error if the package is not there, is of another version, or holds another file
 */
export async function typescriptMessages(): Promise<Messages> {
  const where = 'typescriptMessages';
  const folder = packageFolder(where, PACKAGE);
  const read = (file: string) => readFile(path.join(folder, file), 'utf8');
  const { version } = JSON.parse(await read('package.json')) as { version: string };
  if (version !== VERSION) {
    throw new Error(`${where}: expected ${PACKAGE} ${VERSION}, got ${version}`);
  }
  const [english, japanese] = await Promise.all([read(ENGLISH), read(JAPANESE)]);
  expectHash(`${where}: ${ENGLISH}`, english, SHA256[ENGLISH]);
  expectHash(`${where}: ${JAPANESE}`, japanese, SHA256[JAPANESE]);
  const translated = new Map(Object.entries(JSON.parse(japanese) as Record<string, string>));
  const pairs = Array.from(english.matchAll(DIAGNOSTIC)).flatMap(([, key, text]) => {
    const other = translated.get(key as string);
    return other === undefined ? [] : [[JSON.parse(text as string) as string, other] as const];
  });
  return { pairs, from: FROM };
}

const FROM: Provenance = {
  file: `${ENGLISH} and ${JAPANESE} of ${PACKAGE} ${VERSION}`,
  sources: [{ title: 'TypeScript', path: 'https://github.com/microsoft/TypeScript' }],
  licences: [
    {
      title: 'Apache-2.0',
      path: 'https://github.com/microsoft/TypeScript/blob/main/LICENSE.txt',
    },
  ],
};
