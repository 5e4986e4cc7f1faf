import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Messages } from './messages';
import { expectHash, packageFolder } from './package-file';
import type { Provenance } from './provenance';

const WHERE = 'editorMessages';
const VERSION = '25.1.2';
const PACKAGES = {
  japanese: '@codingame/monaco-vscode-language-pack-ja',
  pseudo: '@codingame/monaco-vscode-language-pack-qps-ploc',
};
const SHA256 = {
  [PACKAGES.japanese]: '87ca3395e0fd561bd4f28729ace3425f9ff71428ad15db93ca774777d26f1d7c',
  [PACKAGES.pseudo]: '4b60bbed006c25352400375e43113efad881094ed2d779a4ed8513efb076a44d',
};

/** The pseudo-locale is English with 22 letters that stand for others, each for one. */
const [ACCENTED, PLAIN] = ['ÆÇÐËÏÑØÜÝß£§æçëïðñøµÿþ', 'ACDEINOUYBLSaceidnouyb'];
const LETTERS = new Map(Array.from(ACCENTED, (letter, i) => [letter, PLAIN[i] as string]));

/** Where a menu is opened by a key: `&&File`, and `ファイル(&&F)`. */
const KEY = /\s*\(&&\w\)|&&(?=[^\s&])/g;

/**
 * The messages of the editor Visual Studio Code in English and Japanese: menus, settings, errors, translated by people, out of the npm
 * packages `@codingame/monaco-vscode-language-pack-ja` and `-qps-ploc` 25.1.2. English is read out of the pseudo-locale, with its letters
 * put back. Each pair is there once, without the marks of a menu's keys.
 *
 * @throws Error if a package is not there, or holds other files
 */
export async function editorMessages(): Promise<Messages> {
  const [english, japanese] = await Promise.all([
    messagesOf(PACKAGES.pseudo),
    messagesOf(PACKAGES.japanese),
  ]);
  const pairs = new Map<string, readonly [string, string]>();
  for (const [key, pseudo] of english) {
    const other = japanese.get(key)?.replace(KEY, '');
    const own = plain(pseudo).replace(KEY, '');
    if (!own.trim() || !other?.trim()) continue;
    pairs.set(JSON.stringify([own, other]), [own, other]);
  }
  return { pairs: [...pairs.values()], from: FROM };
}

function plain(pseudo: string): string {
  return Array.from(pseudo, (letter) => LETTERS.get(letter) ?? letter).join('');
}

/** The messages of a package, each by its place. */
async function messagesOf(name: string): Promise<Map<string, string>> {
  const folder = path.join(packageFolder(WHERE, name), 'translations');
  const extensions = (await readdir(path.join(folder, 'extensions'))).sort();
  const files = ['main.i18n.json.js', ...extensions.map((file) => `extensions/${file}`)];
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  expectHash(`${WHERE}: translations of ${name}`, texts.join('\n'), SHA256[name] as string);
  const [main, ...others] = texts as [string, ...string[]];
  const messages = new Map(listOf(main).map((text, i) => [`${i}`, text ?? '']));
  for (const [i, text] of others.entries()) {
    const { contents } = JSON.parse(text) as { contents: Record<string, Record<string, string>> };
    for (const [section, own] of Object.entries(contents)) {
      for (const [key, message] of Object.entries(own)) {
        messages.set(JSON.stringify([extensions[i], section, key]), message);
      }
    }
  }
  return messages;
}

/** The list of texts that a module of JavaScript exports; some are undefined. */
function listOf(module: string): (string | null)[] {
  const list = module.slice(module.indexOf('['), module.lastIndexOf(']') + 1);
  return JSON.parse(list.replace(/^\tundefined(?=,?\r?$)/gm, '\tnull')) as (string | null)[];
}

const FROM: Provenance = {
  file: `translations of ${PACKAGES.japanese} and ${PACKAGES.pseudo} ${VERSION}`,
  sources: [
    { title: 'Visual Studio Code language packs', path: 'https://github.com/microsoft/vscode-loc' },
    { title: 'monaco-vscode-api', path: 'https://github.com/CodinGame/monaco-vscode-api' },
  ],
  licences: [
    { title: 'MIT', path: 'https://github.com/microsoft/vscode-loc/blob/main/LICENSE.md' },
  ],
};
