import { readTopics } from './topics.mjs';

/** The arrows between packages of the workspace at `root`: each name and what it imports directly. */
export function readArrows(root) {
  const topics = readTopics(root);
  return {
    ...Object.fromEntries(topics.map(({ name, imports }) => [name, imports])),
    testing: ['core'],
    lessons: topics.map(({ name }) => name),
  };
}

/** Packages that only tests, benches and apps may import. */
export const FOR_TESTS = ['testing', 'lessons'];

/** All that the sources of `name` may import by `arrows`, which are transitive. */
export function mayImport(name, arrows) {
  const found = new Set();
  const visit = (from) => {
    for (const to of arrows[from] ?? []) {
      if (found.has(to)) continue;
      found.add(to);
      visit(to);
    }
  };
  visit(name);
  return found;
}
