/**
 * Writes the worker of core's threads: `node tools/build-worker.mjs [package folder]`.
 *
 * `src/generated/assets/kernel-worker.js` lies beside core's built file, for pages, whose policy may allow nothing else;
 * `src/generated/worker-text.ts` holds the same as text, for Node and for pages that load core from elsewhere.
 * Left alone where they are up to date.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { writeChanged } from './made.mjs';
import { isMain } from './workspace.mjs';

/** @param folder of the package core */
export async function buildWorker(folder) {
  const target = path.join(folder, 'src/generated');
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, 'src/threads/worker.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'neutral',
    target: 'es2022',
    minify: true,
    logLevel: 'error',
  });
  const text = outputFiles[0].text.trim();
  const note = '// Made by tools/build-worker.mjs from src/threads/worker.ts; not to be edited.';
  await mkdir(path.join(target, 'assets'), { recursive: true });
  await writeChanged(path.join(target, 'assets/kernel-worker.js'), `${note}\n${text}\n`);
  await writeChanged(
    path.join(target, 'worker-text.ts'),
    `${note}\nexport const workerText = ${JSON.stringify(text)};\n`,
  );
}

if (isMain(import.meta.url)) await buildWorker(path.resolve(process.argv[2] ?? '.'));
