/** Fails where a package's own code is larger than the `size` in its package.json: `pnpm check:size`. */
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { isMain, report, workspaceUnits } from './workspace.mjs';

/**
 * The size in bytes of the code of the package in `folder`, kernels included: bundled, minified, and that compressed
 * with gzip. Without what it imports from other packages, and without tfjs's gradients and backend.
 */
export async function packageSize(folder) {
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, 'src/index.ts')],
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

if (isMain(import.meta.url)) {
  const problems = [];
  for (const { name, folder, pkg } of await workspaceUnits()) {
    if (!pkg.size) continue;
    const { minified, gzip } = await packageSize(folder);
    const row = `@dl/${name}: ${kB(gzip)} gzip (${kB(minified)} minified), budget ${pkg.size}`;
    if (gzip > parseSize(pkg.size)) problems.push(row);
    else console.log(row);
  }
  report('check:size', problems, 'every package is within its budget');
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
