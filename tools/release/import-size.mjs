import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What a bundle of the published code may be larger by: a bundle cannot leave out every statement that sources can. */
const SLACK = 1.05;

/**
 * Whether a page that imports what `entry` of the package in `source` does gets as little of the published build in
 * `installed` as of the sources: undefined, or what is wrong. A statement at the top of a module that a bundler cannot
 * prove to be pure keeps all that it names in every page.
 */
export async function findImportProblem(source, entry, installed) {
  const file = path.join(source, entry);
  const [ofSources, ofBuild] = [await sizeOf(file), await sizeOf(file, source, installed)];
  if (ofBuild <= SLACK * ofSources) return undefined;
  const [expected, got] = [ofSources, ofBuild].map((size) => (size / 1000).toFixed(1));
  return `${entry}: expected about the ${expected} kB of the sources (gzip), got ${got} kB of the published build`;
}

/** Bytes (gzip) of a bundle of `file`, of which `src/index.ts` of the package in `source` is the build in `installed`. */
async function sizeOf(file, source, installed) {
  const index = source && path.join(source, 'src/index');
  const published = installed && path.join(installed, 'dist/index.js');
  const entry = index && file === `${index}.ts` ? published : file;
  const others = {
    name: 'others',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]|tfjs-backend-wasm/ }, ({ path: id, kind }) =>
        kind === 'entry-point' ? undefined : { path: id, external: true },
      );
      onResolve({ filter: /^\.\.?\// }, ({ path: id, resolveDir }) =>
        path.resolve(resolveDir, id) === index ? { path: published } : undefined,
      );
    },
  };
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    plugins: [others],
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}
