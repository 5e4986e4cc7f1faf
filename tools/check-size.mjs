/**
 * Fails where a package's own code is larger than the `size` in its package.json: `pnpm check:size`. That is one
 * budget for all of it, or one for each of several entry points, of which each stands for what a page uses.
 */
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { isMain, report, workspaceUnits } from './workspace.mjs';

/**
 * The size in bytes of the code of the package in `folder` as its file `entry` uses it, kernels included: bundled,
 * minified, and that compressed with gzip. Without what it imports from other packages, and without tfjs's gradients
 * and backend.
 */
export async function packageSize(folder, entry = 'src/index.ts') {
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    plugins: [othersOutside],
  });
  const code = outputFiles[0].contents;
  return { minified: code.length, gzip: gzipSync(code, { level: 9 }).length };
}

const othersOutside = {
  name: 'others-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]|generated\/(gradients$|assets\/)/ }, ({ path: id, kind }) =>
      kind === 'entry-point' ? undefined : { path: id, external: true },
    );
  },
};

/** "40 kB" → 40000. */
export function parseSize(text) {
  const match = /^(\d+(?:\.\d+)?) kB$/.exec(text);
  if (!match) throw new Error(`parseSize: expected a size such as "40 kB", got ${text}`);
  return Number(match[1]) * 1000;
}

/** What of a package has a budget: the entry point, its size in bytes (gzip, minified) and the budget, as text. */
export async function budgetsOf({ folder, pkg }) {
  const budgets = typeof pkg.size === 'string' ? { 'src/index.ts': pkg.size } : (pkg.size ?? {});
  const rows = [];
  for (const [entry, budget] of Object.entries(budgets)) {
    const size = await packageSize(folder, entry);
    rows.push({ entry, budget, ...size, fits: size.gzip <= parseSize(budget) });
  }
  return rows;
}

if (isMain(import.meta.url)) {
  const problems = [];
  for (const unit of await workspaceUnits()) {
    for (const { entry, budget, gzip, minified, fits } of await budgetsOf(unit)) {
      const what = `@dl/${unit.name}${entry === 'src/index.ts' ? '' : ` (${entry})`}`;
      const row = `${what}: ${kB(gzip)} gzip (${kB(minified)} minified), budget ${budget}`;
      if (fits) console.log(row);
      else problems.push(row);
    }
  }
  report('check:size', problems, 'every package is within its budget');
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
