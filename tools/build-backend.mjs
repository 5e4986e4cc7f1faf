/**
 * Writes tfjs's wasm backend into `src/generated/assets/`: `node tools/build-backend.mjs [package folder]`.
 *
 * `tfjs-backend-wasm.js` (`.cjs`) holds its kernels and what makes its WASM modules run; core itself loads the binaries
 * and starts it. The package itself does not work everywhere: a plain page cannot load it (bare and Node imports), a
 * server's bundle does not find its binaries, its start has no end where something never answers, in Node it listens
 * for every uncaught error of the process, and its threaded build hangs once a bundler has minified it.
 *
 * Beside it lie two of its binaries, for browsers, and `tfjs-backend-wasm-simd.js` (`.cjs`) with the bytes of one, for Node.
 * Left alone where they are up to date.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { build } from 'esbuild';
import { fingerprint, isMade, noteOf, writeWhole } from './made.mjs';
import { isMain } from './workspace.mjs';

const ENTRY = `
import './dist/flags_wasm.js';
import './dist/register_all_kernels.js';
export { BackendWasm } from './dist/backend_wasm.js';
export { default as singleFactory } from './wasm-out/tfjs-backend-wasm.js';
`;

/** What is replaced in tfjs's files; each must be found. */
const PATCHES = [
  {
    // Nothing of Node's is needed, for core gives it its module: no files, no threads, no listeners on the process.
    files: /wasm-out[\\/]tfjs-backend-wasm\.js$/,
    from: /ENVIRONMENT_IS_NODE=typeof process==?"object"[^;]*;/,
    to: 'ENVIRONMENT_IS_NODE=false;',
  },
  {
    // A program that has loaded the package itself has these kernels already, and tfjs would warn of each.
    files: /dist[\\/]register_all_kernels\.js$/,
    from: 'registerKernel(kernelConfig)',
    to: "getKernel(kernelConfig.kernelName, 'wasm') ?? registerKernel(kernelConfig)",
  },
  {
    files: /dist[\\/]register_all_kernels\.js$/,
    from: 'import { registerKernel }',
    to: 'import { getKernel, registerKernel }',
  },
];

const patched = {
  name: 'patched',
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
    onLoad({ filter: /[\\/](wasm-out|dist)[\\/][^\\/]+\.js$/ }, async ({ path: file }) => {
      const patches = PATCHES.filter(({ files }) => files.test(file));
      if (patches.length === 0) return undefined;
      let contents = await readFile(file, 'utf8');
      for (const { from, to } of patches) {
        const before = contents;
        contents = contents.replace(from, to);
        if (contents === before) throw new Error(`build-backend: expected ${from} in ${file}`);
      }
      return { contents };
    });
  },
};

const TYPES = `import type { KernelBackend } from '@tensorflow/tfjs-core';
type Factory = (config: object) => Promise<object>;
export const BackendWasm: new (wasm: object) => KernelBackend;
export const singleFactory: Factory;
`;

/** @param folder of the package core */
export async function buildBackend(folder) {
  const manifest = createRequire(import.meta.url).resolve(
    '@tensorflow/tfjs-backend-wasm/package.json',
  );
  const backend = path.dirname(manifest);
  const assets = path.join(folder, 'src/generated/assets');
  const print = await fingerprint([import.meta.filename, manifest]);
  const last = path.join(assets, 'tfjs-backend-wasm-simd.js');
  if (await isMade(last, print)) return;
  const note = noteOf('build-backend.mjs', '@tensorflow/tfjs-backend-wasm, Apache-2.0', print);
  await mkdir(assets, { recursive: true });
  await writeWhole(path.join(assets, 'tfjs-backend-wasm.d.ts'), TYPES);
  for (const [format, extension] of [
    ['esm', 'js'],
    ['cjs', 'cjs'],
  ]) {
    const { outputFiles } = await build({
      stdin: { contents: ENTRY, resolveDir: backend, sourcefile: 'entry.js' },
      bundle: true,
      write: false,
      format,
      platform: 'browser',
      target: 'es2022',
      minifyWhitespace: true,
      legalComments: 'eof',
      logLevel: 'error',
      banner: { js: note },
      plugins: [patched],
    });
    const file = path.join(assets, `tfjs-backend-wasm.${extension}`);
    await writeWhole(file, outputFiles[0].contents);
  }

  for (const form of ['', '-simd']) {
    const name = `tfjs-backend-wasm${form}.wasm`;
    await writeWhole(path.join(assets, name), await readFile(path.join(backend, 'wasm-out', name)));
  }
  const simd = path.join(assets, 'tfjs-backend-wasm-simd');
  const bytes = await readFile(`${simd}.wasm`);
  const text = (await promisify(brotliCompress)(bytes)).toString('base64');
  const says = '/** tfjs-backend-wasm-simd.wasm, compressed (Brotli), in base64. */';
  await writeWhole(`${simd}.d.ts`, 'export const brotli: string | undefined;\n');
  await writeWhole(`${simd}.cjs`, `${note}\n${says}\nexports.brotli = '${text}';\n`);
  // The last one, by whose note all are known to be there.
  await writeWhole(last, `${note}\n${says}\nexport const brotli = '${text}';\n`);
}

if (isMain(import.meta.url)) await buildBackend(path.resolve(process.argv[2] ?? '.'));
