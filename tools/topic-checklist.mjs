import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { readTopics } from './topics.mjs';

/** What comes with a topic, besides its package: where, and what it is. */
export function checklistOf(name, lessons = ['LESSON']) {
  const ofPages = lessons.map((lesson) => `packages/lessons/src/${name}/${lesson}/lesson.ts`);
  return {
    ...Object.fromEntries(ofPages.map((file) => [file, 'the lesson of its page'])),
    [`docs/chapters/${name}.md`]: 'a chapter in English',
    [`docs/ja/chapters/${name}.md`]: 'a chapter in Japanese',
    [`apps/tour/src/topics/${name}.ts`]: 'a topic of the tour',
    [`packages/${name}/bench/rows.ts`]: 'rows of the benches',
  };
}

/** What the topics among `units` (the packages of the workspace in `root`) lack, as lines of text. */
export async function findTopicProblems(root, units) {
  const problems = [];
  const published = units.filter(({ kind, pkg }) => kind === 'package' && !pkg.private);
  const changes = await changesetsOf(root);
  const course = new Map(readTopics(root).map((topic) => [topic.name, topic]));
  for (const { name, folder, pkg } of published) {
    const told = changes.has(pkg.name) || existsSync(path.join(folder, 'CHANGELOG.md'));
    if (!told) problems.push(`.changeset/: expected a changeset of ${pkg.name}, got none`);
    const topic = course.get(name);
    // What is no topic: what topics are built on.
    if (topic?.base) continue;
    if (topic) problems.push(...entryProblems(topic));
    for (const [file, what] of Object.entries(checklistOf(name, lessonsOf(topic)))) {
      if (!existsSync(path.join(root, file)))
        problems.push(`${file}: expected ${what} for ${pkg.name}, got none`);
    }
  }
  return problems;
}

/** The lessons of a topic's pages. */
function lessonsOf(topic) {
  return topic?.pages.length ? topic.pages.map(({ lesson }) => lesson) : undefined;
}

/** What the entry of a topic in `topics.json` lacks for its pages and for CI, as lines of text. */
export function entryProblems({ name, chapters, pages, tour }) {
  const lacks = (field, what) => `topics.json: ${name}: ${field}: expected ${what}, got none`;
  const problems = [];
  if (!chapters.some((chapter) => chapter.path === name)) {
    problems.push(lacks('chapters', `one with the path ${name}`));
  }
  const whole = pages.every(({ lesson, title, summary }) => lesson && title && summary);
  if (pages.length === 0 || !whole) {
    problems.push(lacks('pages', 'a lesson, a title and a summary for the playground'));
  }
  for (const { chapter } of pages) {
    if (chapter !== undefined && !chapters.some(({ path }) => path === chapter)) {
      problems.push(`topics.json: ${name}: pages: expected one of its chapters, got ${chapter}`);
    }
  }
  if (tour.length === 0) problems.push(lacks('tour', 'options for a run in CI'));
  return problems;
}

/** The packages that the changesets in `root` name. */
async function changesetsOf(root) {
  const folder = path.join(root, '.changeset');
  const names = new Set();
  for (const file of existsSync(folder) ? await readdir(folder) : []) {
    if (!file.endsWith('.md')) continue;
    const [, head = ''] = (await readFile(path.join(folder, file), 'utf8')).split(/^---$/m);
    for (const [, name] of head.matchAll(/^['"]?(@?[^'":\s]+)['"]?:/gm)) names.add(name);
  }
  return names;
}
