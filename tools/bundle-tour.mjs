/**
 * Bundles the tour from the sources of all that it uses, packages of npm aside: `node tools/bundle-tour.mjs`. It takes half
 * a second, and needs of what is generated only what the tour reaches.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './run.mjs';
import { fromSources } from './sources.mjs';
import { isMain } from './workspace.mjs';

const TOUR = path.join(ROOT, 'apps/tour');
const KERNELS = /generated[/\\]wasm(-[a-z0-9-]+)?$/;
const PLACE = /^(.*)[/\\]src[/\\]generated[/\\]wasm(?:-([a-z0-9-]+))?$/;
/** The namespace of what is left out. */
const LEFT = 'left-out';

/** The folders and names of the modules of kernels that the tour reaches: a bundle is made without any. */
export async function kernelsInReach() {
  const { metafile } = await bundle(leaving(() => true));
  return leftOf(metafile).flatMap((file) => {
    const [, folder, name = ''] = PLACE.exec(file) ?? [];
    return folder ? [{ folder: path.resolve(ROOT, folder), name }] : [];
  });
}

/** Writes `apps/tour/dist`, file by file and only what has changed: another tour may be running from there. */
export async function bundleTour() {
  const isMissing = (file) => KERNELS.test(file) && !existsSync(`${file}.ts`);
  const { outputFiles, metafile } = await bundle(leaving(isMissing));
  const left = leftOf(metafile);
  if (left.length > 0) throw new Error(`bundle-tour: expected ${left.join(', ')}, got none`);
  const wanted = new Map(outputFiles.map((file) => [file.path, file]));
  for (const [file, { contents }] of wanted) {
    const there = await readFile(file).catch(() => undefined);
    if (there?.equals(contents)) continue;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, contents);
  }
  const dist = path.join(TOUR, 'dist');
  for (const name of await readdir(dist, { recursive: true })) {
    const file = path.join(dist, name);
    if (/\.js$/.test(name) && !wanted.has(file)) await rm(file);
  }
  return metafile;
}

/** The packages of npm that the tour imports. */
export function packagesOf({ outputs }) {
  const imports = Object.values(outputs).flatMap((output) => output.imports);
  const names = imports.filter(({ external }) => external).map(({ path: name }) => name);
  return [...new Set(names)].filter((name) => !/^node:/.test(name));
}

async function bundle(plugin) {
  const topics = (await readdir(path.join(TOUR, 'src/topics'))).filter(
    (name) => /\.ts$/.test(name) && !/\.test\.ts$/.test(name),
  );
  return build({
    absWorkingDir: ROOT,
    // A topic is a file of its own, found when the program runs; what topics share is split off.
    entryPoints: [
      path.join(TOUR, 'src/cli.ts'),
      ...topics.map((name) => path.join(TOUR, 'src/topics', name)),
    ],
    outbase: path.join(TOUR, 'src'),
    outdir: path.join(TOUR, 'dist'),
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    splitting: true,
    packages: 'external',
    logLevel: 'error',
    plugins: [plugin],
  });
}

/** Leaves out what is generated, where `isLeft(file)`: it is anything at all there. */
function leaving(isLeft) {
  return {
    name: 'leaving',
    setup(esbuild) {
      const { onLoad, onResolve } = esbuild;
      onResolve({ filter: /\/generated\// }, ({ path: id, resolveDir }) => {
        const file = path.resolve(resolveDir, id);
        if (!isLeft(file)) return undefined;
        return { path: path.relative(ROOT, file), namespace: LEFT, sideEffects: !KERNELS.test(id) };
      });
      onLoad({ filter: /.*/, namespace: LEFT }, () => ({ contents: 'module.exports = {};' }));
      fromSources.setup(esbuild);
    },
  };
}

/** What was left out of a bundle that it does need: paths without extension, relative to the root. */
function leftOf({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  const left = inputs.filter((name) => name.startsWith(`${LEFT}:`));
  return [...new Set(left)].map((name) => name.slice(LEFT.length + 1));
}

if (isMain(import.meta.url)) await bundleTour();
