import { existsSync, readdirSync } from 'node:fs';
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

/** The circles of files that import one another in the workspace at `root`, as lines of text. */
export async function findCircles(root) {
  const folders = ['packages', 'apps'].flatMap((kind) =>
    namesIn(path.join(root, kind)).map((name) => path.posix.join(kind, name, 'src')),
  );
  const sources = folders.filter((folder) => existsSync(path.join(root, folder)));
  const { output } = await cruise(sources, { ...OPTIONS, baseDir: root });
  return output.summary.violations.map(({ from, cycle }) => {
    const files = [from, ...cycle.map(({ name }) => name)];
    return `${from}: expected no circle of imports, got ${files.join(' → ')}`;
  });
}

function namesIn(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}
