import { readTopics } from './topics.mjs';

/** The arrows between packages: each name and what it imports directly. */
export const ARROWS = {
  ...Object.fromEntries(readTopics().map(({ name, imports }) => [name, imports])),
  testing: ['core'],
  datasets: ['core'],
  lessons: [...readTopics().map(({ name }) => name), 'datasets'],
};

/** Packages that only tests, benches and apps may import. */
export const FOR_TESTS = ['testing', 'datasets', 'lessons'];

/** All that the sources of `name` may import: arrows are transitive. */
export function mayImport(name, arrows = ARROWS) {
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
