/**
 * The CommonJS of a package that is built as ESM, written beside it: `node tools/common-js.mjs`, in the package's folder.
 * One file of all, so that nothing is there twice, and a door each.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { assetsBesideTheBundle, entriesOf } from './tsup.mjs';
import { isMain } from './workspace.mjs';

/** What `import.meta.url` is in CommonJS. */
const HERE = `"use strict";
var __here = typeof document === 'object' && document && document.currentScript && document.currentScript.src
  || (typeof __filename === 'string' && /[\\\\/]/.test(__filename)
    ? 'file:' + encodeURI(__filename.replace(/\\\\/g, '/')).replace(/[?#]/g, encodeURIComponent) : undefined);`;

/**
 * Packages that one door needs, with what it imports of each: since all doors are one file, they are required when they are used, not
 * when it is loaded.
 */
const OF_ONE_DOOR = {
  papaparse: ['default'],
  fflate: ['Gunzip'],
  '@huggingface/tokenizers': ['Tokenizer'],
};

/** Optional peers: the `try` tells bundlers that one may be missing. */
const OPTIONAL = ['@tensorflow/tfjs-backend-cpu', '@tensorflow/tfjs-backend-webgpu'];

/** Other packages of the course, which TypeScript's paths would lead to the sources of: a second core has other layers and tapes. */
const othersOutside = {
  name: 'others-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^@dl\// }, ({ path: id }) => ({ path: id, external: true }));
  },
};

const requiredIfThere = {
  name: 'required-if-there',
  setup({ onLoad, onResolve }) {
    const filter = new RegExp(`^(${OPTIONAL.join('|')})$`);
    onResolve({ filter, namespace: 'file' }, ({ path: id }) => ({
      path: id,
      namespace: 'optional',
    }));
    onResolve({ filter, namespace: 'optional' }, ({ path: id }) => ({ path: id, external: true }));
    onLoad({ filter, namespace: 'optional' }, ({ path: id }) => ({
      contents: `try { module.exports = require('${id}'); } catch (error) { throw error; }`,
    }));
  },
};

const requiredLate = {
  name: 'required-late',
  setup({ onLoad, onResolve }) {
    const filter = new RegExp(`^(${Object.keys(OF_ONE_DOOR).join('|')})$`);
    onResolve({ filter, namespace: 'file' }, ({ path: id }) => ({ path: id, namespace: 'late' }));
    onResolve({ filter, namespace: 'late' }, ({ path: id }) => ({ path: id, external: true }));
    onLoad({ filter, namespace: 'late' }, ({ path: id }) => ({
      contents: OF_ONE_DOOR[id].map((name) => lateExport(id, name)).join('\n'),
    }));
  },
};

/** An export that stands for the package's own of that name, or for the whole, and asks for it at each use. */
function lateExport(id, name) {
  const whole = name === 'default';
  const own = `require('${id}')${whole ? '' : `.${name}`}`;
  const traps = `get: (_, key) => ${own}[key], construct: (_, args) => Reflect.construct(${own}, args)`;
  return `export ${whole ? 'default' : `const ${name} =`} new Proxy(class {}, { ${traps} });`;
}

/**
 * Writes `all.cjs` with the code behind all doors, `DOOR.cjs` with the names of `DOOR.js` out of it, and the types of each. There is no `import()` in it: hosts that run it by themselves (Jest, a `vm.Script`, a snapshot) have none.
 */
export async function writeCommonJs(folder) {
  const entries = entriesOf(folder);
  const dist = path.join(folder, 'dist');
  const contents = Object.values(entries).map((source) => `export * from './${source}';`);
  await build({
    stdin: {
      contents: contents.join('\n'),
      resolveDir: folder,
      sourcefile: 'all.ts',
      loader: 'ts',
    },
    outfile: path.join(dist, 'all.cjs'),
    bundle: true,
    format: 'cjs',
    target: 'es2022',
    platform: 'neutral',
    packages: 'external',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__here' },
    banner: { js: HERE },
    plugins: [othersOutside, assetsBesideTheBundle, requiredLate, requiredIfThere],
    logLevel: 'warning',
  });
  for (const door of Object.keys(entries)) {
    const names = exportsOf(await readFile(path.join(dist, `${door}.js`), 'utf8'));
    const lines = names.map((name) => `exports.${name} = all.${name};\n`);
    const text = `"use strict";\nconst all = require('./all.cjs');\n${lines.join('')}`;
    await writeFile(path.join(dist, `${door}.cjs`), text);
  }
  for (const file of await readdir(dist)) {
    if (!file.endsWith('.d.ts')) continue;
    const types = await readFile(path.join(dist, file), 'utf8');
    const own = types.replace(/(from '\.\/[^']+)\.js'/g, "$1.cjs'");
    await writeFile(path.join(dist, file.replace(/ts$/, 'cts')), own);
  }
}

/** The names that a bundle exports, which it lists at its end. */
export function exportsOf(text) {
  const list = /export \{([^}]*)\};\s*$/.exec(text)?.[1] ?? '';
  const names = list.split(',').map((name) => name.trim().split(' as ').at(-1));
  return names.filter(Boolean);
}

if (isMain(import.meta.url)) await writeCommonJs(process.cwd());
