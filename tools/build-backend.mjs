/**
 * Writes `src/generated/assets/tfjs-backend-wasm.js`: `node tools/build-backend.mjs [package folder]`.
 *
 * tfjs's wasm backend as one module for browsers. Two things keep the package itself from working everywhere: a plain
 * page cannot load it (bare and Node imports), and its threaded build hangs once a bundler has minified it, since its
 * workers are started from the text of a function that refers to `_scriptDir`, a name outside of it. Here that name is
 * a property of `globalThis`, which no minifier changes.
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

const folder = path.resolve(process.argv[2] ?? '.');
const require = createRequire(path.join(folder, 'package.json'));
const backend = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
const SCRIPT_DIR = 'globalThis.__dlTfjsScriptDir';

const forBrowsers = {
  name: 'for-browsers',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, ({ path: id }) => ({
      path: id,
      external: true,
    }));
    onResolve({ filter: /^(fs|path|os|worker_threads|perf_hooks)$/ }, ({ path: id }) => ({
      path: id,
      namespace: 'empty',
    }));
    onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export {};' }));
    onLoad({ filter: /wasm-out[\\/].*threaded-simd\.js$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const contents = source
        .replace(/\b_scriptDir\b/g, SCRIPT_DIR)
        .replace(`var ${SCRIPT_DIR}`, SCRIPT_DIR);
      if (contents === source) throw new Error(`build-backend: expected _scriptDir in ${file}`);
      return { contents };
    });
  },
};

const assets = path.join(folder, 'src/generated/assets');
await mkdir(assets, { recursive: true });
await build({
  entryPoints: [path.join(backend, 'dist/index.js')],
  outfile: path.join(assets, 'tfjs-backend-wasm.js'),
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minifyWhitespace: true,
  legalComments: 'eof',
  logLevel: 'error',
  banner: {
    js: '// Made by tools/build-backend.mjs from @tensorflow/tfjs-backend-wasm (Apache-2.0); not to be edited.',
  },
  plugins: [forBrowsers],
});

await writeFile(
  path.join(assets, 'tfjs-backend-wasm.d.ts'),
  "export { getThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';\n",
);
for (const form of ['', '-simd', '-threaded-simd']) {
  const name = `tfjs-backend-wasm${form}.wasm`;
  await copyFile(path.join(backend, 'wasm-out', name), path.join(assets, name));
}
