import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expectHash, packageFolder } from './package-file';
import type { Provenance } from './provenance';

/** How emoji and other signs are called, in two languages. */
export interface EmojiNames {
  /** By character, its short name in English and in Japanese. */
  readonly names: ReadonlyMap<string, readonly [english: string, japanese: string]>;
  /** By character, the English words by which people look for it, in the order of the alphabet. */
  readonly keywords: ReadonlyMap<string, readonly string[]>;
  readonly from: Provenance;
}

const PACKAGE = 'cldr-annotations-full';
const VERSION = '48.2.0';
const ENGLISH = 'annotations/en/annotations.json';
const JAPANESE = 'annotations/ja/annotations.json';
const SHA256 = {
  [ENGLISH]: 'f22083cb86dffb63a643d5bacb5d9899f82d2fa5d388ad4f3aed72184acef505',
  [JAPANESE]: '737ce4bea3d52d904f7744eb7653ea55100c99232255609a913f69a5a8c3d6c1',
};

/** The words of a character by which it is found, and how a screen reader says it. */
interface Annotation {
  readonly default?: readonly string[];
  readonly tts?: readonly string[];
}

interface Annotations {
  readonly annotations: {
    readonly annotations: Readonly<Record<string, Annotation>>;
  };
}

/**
 * The short names of emoji, arrows, mathematical and other signs in English and Japanese, and English keywords: 1,966 of them, as Unicode's Common Locale Data
 * Repository 48 has them, out of the npm package `cldr-annotations-full` 48.2.0.
 *
 * @throws Error if the package is not there, or holds another file
 */
export async function emojiNames(): Promise<EmojiNames> {
  const where = 'emojiNames';
  const folder = packageFolder(where, PACKAGE);
  const read = async (file: keyof typeof SHA256) => {
    const text = await readFile(path.join(folder, file), 'utf8');
    expectHash(`${where}: ${file}`, text, SHA256[file] as string);
    return Object.entries((JSON.parse(text) as Annotations).annotations.annotations);
  };
  const [english, japanese] = await Promise.all([read(ENGLISH), read(JAPANESE)]);
  const others = new Map(japanese);
  const names = english.flatMap(([character, { tts }]) => {
    const [own, other] = [tts?.[0], others.get(character)?.tts?.[0]];
    if (own === undefined || other === undefined) return [];
    return [[character, [own, other] as const] as const];
  });
  const words = new Map(english.map(([character, own]) => [character, own.default ?? []]));
  const keywords = new Map(names.map(([character]) => [character, words.get(character) ?? []]));
  return { names: new Map(names), keywords, from: FROM };
}

const FROM: Provenance = {
  file: `${ENGLISH} and ${JAPANESE} of ${PACKAGE} ${VERSION}`,
  sources: [
    { title: 'Unicode Common Locale Data Repository', path: 'https://cldr.unicode.org' },
    { title: 'cldr-json', path: 'https://github.com/unicode-org/cldr-json' },
  ],
  licences: [{ title: 'Unicode-3.0', path: 'https://www.unicode.org/license.txt' }],
};
