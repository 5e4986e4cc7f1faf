import { cleanPairs, type Pair } from '@dl/text';
import type { Text } from '../../kit/text';

/** Where pairs come from that need no download. */
type Packaged = 'typescript' | 'editor' | 'emoji';

/** One of them, or all together. */
export type PackagedData = Packaged | 'all';

/** English beside Japanese. */
type EnglishFirst = readonly (readonly [english: string, japanese: string])[];

const files = () => import('@dl/datasets/files');

const SOURCES: Readonly<Record<Packaged, () => Promise<EnglishFirst>>> = {
  typescript: async () => (await (await files()).typescriptMessages()).pairs,
  editor: async () => (await (await files()).editorMessages()).pairs,
  emoji: async () => [...(await (await files()).emojiNames()).names.values()],
};

/** What data are called, with their licences. */
export const NAMES: Readonly<Record<PackagedData, Text>> = {
  all: {
    en: 'data: messages of TypeScript (Apache-2.0) and of VS Code (MIT), names of emoji (Unicode-3.0)',
    ja: 'データ: TypeScript(Apache-2.0)と VS Code(MIT)のメッセージ、絵文字の名前(Unicode-3.0)',
  },
  typescript: {
    en: 'data: messages of the TypeScript compiler in English and Japanese (Apache-2.0)',
    ja: 'データ: TypeScript コンパイラーの英語・日本語メッセージ(Apache-2.0)',
  },
  editor: {
    en: 'data: messages of the editor VS Code in English and Japanese (MIT)',
    ja: 'データ: エディター VS Code の英語・日本語メッセージ(MIT)',
  },
  emoji: {
    en: 'data: names of emoji and other signs in English and Japanese (Unicode-3.0)',
    ja: 'データ: 絵文字や記号の英語・日本語の名前(Unicode-3.0)',
  },
};

/** A letter of Japanese. */
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/**
 * English and Japanese out of npm packages, each pair once: without what nobody has translated, and without texts of several lines.
 */
export async function packagedPairs(data: PackagedData): Promise<Pair[]> {
  const names = data === 'all' ? (Object.keys(SOURCES) as Packaged[]) : [data];
  const all = (await Promise.all(names.map((name) => SOURCES[name]()))).flat();
  const worth = all.filter(
    ([english, japanese]) => JAPANESE.test(japanese) && !/[\r\n]/.test(english + japanese),
  );
  const clean: Pair[] = [];
  for await (const pair of cleanPairs(worth as Pair[])) clean.push(pair);
  return clean;
}
