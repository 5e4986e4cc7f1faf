/**
 * Writes `src/generated/gradients.js`: `node tools/build-gradients.mjs [package folder]`.
 *
 * tfjs registers its gradients in a file that plain Node and plain pages cannot load (its imports have no extension).
 * This makes one file of it. What tfjs-core exports publicly is imported from there, so that no second copy of the
 * ops and the engine comes along. Left alone where it is up to date.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { fingerprint, isMade, noteOf, writeWhole } from './made.mjs';
import { takePublicNames } from './public-names.mjs';
import { isMain } from './workspace.mjs';

const require = createRequire(import.meta.url);

/** @param folder of the package core */
export async function buildGradients(folder) {
  const file = path.join(folder, 'src/generated/gradients.js');
  const { version } = require('@tensorflow/tfjs-core/package.json');
  const tools = ['build-gradients', 'public-names'].map((name) =>
    path.join(import.meta.dirname, `${name}.mjs`),
  );
  const print = await fingerprint(tools, [version]);
  if (await isMade(file, print)) return;
  const tfjs = path.dirname(require.resolve('@tensorflow/tfjs-core/package.json'));
  const tf = require('@tensorflow/tfjs-core');

  const publicEntry = {
    name: 'tfjs-public-entry',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, ({ path: id }) => ({
        path: id,
        external: true,
      }));
      onLoad({ filter: /tfjs-core[\\/]dist[\\/].*\.js$/ }, async ({ path: from }) => {
        const source = await readFile(from, 'utf8');
        if (/[\\/]register_all_gradients\.js$/.test(from)) {
          return { contents: takePublicNames(source, { registerGradient: tf.registerGradient }) };
        }
        return { contents: takePublicNames(source, tf) };
      });
    },
  };

  const { metafile, outputFiles } = await build({
    entryPoints: [path.join(tfjs, 'dist/register_all_gradients.js')],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    banner: { js: noteOf('build-gradients.mjs', '@tensorflow/tfjs-core, Apache-2.0', print) },
    legalComments: 'inline',
    plugins: [publicEntry],
  });

  const copied = Object.keys(metafile.inputs).filter(
    (file) => !/[\\/](gradients[\\/]|register_all)/.test(file),
  );
  const second = copied.filter((file) =>
    /[\\/]dist[\\/](engine|tensor|globals|environment|kernel_registry)\.js$/.test(file),
  );
  if (second.length > 0)
    throw new Error(`build-gradients: expected no second engine, got ${second.join(', ')}`);

  await mkdir(path.dirname(file), { recursive: true });
  // Or the types of the package would hold those of all of tfjs.
  await writeWhole(path.join(folder, 'src/generated/gradients.d.ts'), 'export {};\n');
  await writeWhole(file, outputFiles[0].contents);
}

if (isMain(import.meta.url)) await buildGradients(path.resolve(process.argv[2] ?? '.'));
