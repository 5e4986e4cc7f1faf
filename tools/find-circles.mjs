import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cruise } from 'dependency-cruiser';

/** What dependency-cruiser reads: sources of packages and apps; imports of types alone count as any other. */
const OPTIONS = {
  includeOnly: '^(packages|apps)/[^/]+/src/',
  exclude: '[.]test[.]ts$',
  parser: 'tsc',
  tsPreCompilationDeps: true,
  enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  moduleSystems: ['es6'],
  skipAnalysisNotInRules: true,
  validate: true,
  ruleSet: {
    forbidden: [{ name: 'no-circles', severity: 'error', from: {}, to: { circular: true } }],
  },
};

/** The circles of files that import one another in the workspace at `root`, and the imports that its rooms forbid, as lines of text. */
export async function findCircles(root) {
  const folders = ['packages', 'apps'].flatMap((kind) =>
    namesIn(path.join(root, kind)).map((name) => path.posix.join(kind, name)),
  );
  const sources = folders.map((folder) => path.posix.join(folder, 'src'));
  const standing = sources.filter((folder) => existsSync(path.join(root, folder)));
  const { output } = await cruise(standing, { ...OPTIONS, baseDir: root });
  const circles = output.summary.violations.map(({ from, cycle }) => {
    const files = [from, ...cycle.map(({ name }) => name)];
    return `${from}: expected no circle of imports, got ${files.join(' → ')}`;
  });
  return [...circles, ...folders.flatMap((folder) => findForbidden(root, folder, output.modules))];
}

/**
 * The imports between rooms, the folders of a package's `src`, that its `rooms.json` does not have: each room with those
 * that its files import, which stand before it, so that no circle can be written down. Files above the rooms, tests and
 * what they share import any.
 */
function findForbidden(root, folder, modules) {
  const file = path.posix.join(folder, 'rooms.json');
  if (!existsSync(path.join(root, file))) return [];
  const rooms = JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  const names = Object.keys(rooms);
  const roomOf = (source) => names.findLast((name) => source.startsWith(`${folder}/src/${name}/`));
  const problems = Object.entries(rooms).flatMap(([name, arrows]) =>
    arrows
      .filter((to) => !(names.indexOf(to) >= 0 && names.indexOf(to) < names.indexOf(name)))
      .map((to) => `${file}: ${name}: expected a room that stands before it, got ${to}`),
  );
  const used = new Set();
  for (const { source, dependencies } of modules) {
    const from = roomOf(source);
    if (from === undefined || /-cases[.]ts$|\/fixtures\//.test(source)) continue;
    for (const { resolved } of dependencies) {
      const to = roomOf(resolved);
      if (to === undefined || to === from) continue;
      used.add(`${from} → ${to}`);
      if (rooms[from].includes(to)) continue;
      problems.push(`${source}: expected an import along the arrows of ${file}, got ${resolved}`);
    }
  }
  const idle = names.flatMap((from) =>
    rooms[from]
      .filter((to) => !used.has(`${from} → ${to}`))
      .map((to) => `${file}: ${from}: expected an arrow that is used, got ${to}`),
  );
  return [...problems, ...idle];
}

function namesIn(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}
