#!/usr/bin/env node
// Makes modules that a bare machine with a GPU can run: node apps/bench/gpu.mjs [folder]. Our packages are in them, from their
// sources, and tfjs with its backends; beside them such a machine needs the package webgpu.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const outdir = path.resolve(process.argv[2] ?? path.join(here, 'dist/bare'));
await build({
  entryPoints: ['ours', 'tfjs', 'jax', 'matrix', 'tune'].map((name) =>
    path.join(here, 'src/gpu', `${name}.ts`),
  ),
  outdir,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outExtension: { '.js': '.mjs' },
  external: ['webgpu', '../generated/assets/*'],
  // tfjs's files are CommonJS.
  banner: {
    js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
process.stdout.write(`${outdir}\n`);
