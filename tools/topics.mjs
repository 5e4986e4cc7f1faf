/** What `topics.json` says: the packages that are published, in the order of the course. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * A package of the course. `base` is no topic: topics are built on it.
 *
 * @typedef {{ en: string, ja: string }} Text
 * @typedef {{ lesson: string, title: Text, summary: Text, chapter?: string }} Page of the playground: the lesson that it shows, and
 *   the chapter that it belongs to if that is not the topic's first
 * @typedef {object} Topic
 * @property {string} name of its folder in `packages/`
 * @property {boolean} base
 * @property {string[]} imports the packages that it imports directly
 * @property {Text} [about] what it is for, in a line of a table
 * @property {(Text & { path: string })[]} chapters its pages in `docs/chapters/`, with their titles
 * @property {Page[]} pages its pages of the playground, the topic's own first
 * @property {string[]} tour options with which CI runs it in the terminal, a run each
 */

/** @returns {Topic[]} all of them, those that are still to come too */
export function readTopics(root = ROOT) {
  const entries = Object.entries(JSON.parse(readFileSync(path.join(root, 'topics.json'), 'utf8')));
  return entries.map(([name, { kind, imports, about, chapters = [], pages = [], tour = [] }]) => {
    return { name, base: kind === 'base', imports, about, chapters, pages, tour };
  });
}

/** What a table says of a topic. @throws Error if `topics.json` says nothing @returns {Text} */
export function aboutOf({ name, about }) {
  if (about !== undefined) return about;
  throw new Error(`topics.json: ${name}: about: expected a text in both languages, got none`);
}

/** Those that are there. @returns {Topic[]} */
export function standingTopics(root = ROOT) {
  return readTopics(root).filter(({ name }) =>
    existsSync(path.join(root, 'packages', name, 'package.json')),
  );
}

/**
 * The pages of the playground. `address` is that behind `#/`: of a topic's first page its name, of others the lesson's behind it;
 * `file` is the name of its HTML file and its picture.
 *
 * @typedef {Page & { topic: string, address: string, file: string }} PlacedPage
 * @returns {PlacedPage[]}
 */
export function standingPages(root = ROOT) {
  return standingTopics(root).flatMap(({ name: topic, chapters: [first], pages }) =>
    pages.map((page, i) => {
      const address = i === 0 ? topic : `${topic}/${page.lesson}`;
      const file = address.replace('/', '-');
      return { chapter: first?.path, ...page, topic, address, file };
    }),
  );
}
