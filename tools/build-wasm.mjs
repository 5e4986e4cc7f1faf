/**
 * Compiles a package's kernels: `node tools/build-wasm.mjs [package folder] [module …]`.
 *
 * `wasm/index.ts`, and each `wasm/NAME/index.ts`, is compiled twice, with and without relaxed SIMD;
 * `src/generated/wasm.ts` (`wasm-NAME.ts`) gets the first module and what turns it into the second, as text, and `kernels.ts`
 * beside it the types of its kernels: one that is misspelt, or lacks an argument, does not compile. A module that would write into the host's memory by itself is refused. With names, only those modules are compiled.
 */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import asc from 'assemblyscript/asc';
import { makeDelta } from './delta.mjs';
import { adapterOf, interfaceOf, kernelsIn, namesOf, scratchOf } from './kernel-types.mjs';
import { checkKernelModule } from './wasm-module.mjs';
import { isMain } from './workspace.mjs';

const FLAGS = '-O3 --noAssert --converge --runtime stub --importMemory --enable simd'.split(' ');
// Modules beside the first: a fifth smaller, and as fast.
const SMALLER = ['--shrinkLevel', '1'];

/**
 * Compiles the module `name` (none: `wasm/index.ts`) of the package in `folder`, to its bytes and what AssemblyScript says of
 * its functions; throws with the compiler's words if it cannot.
 */
export async function compileKernels(folder, { name = '', relaxed = false } = {}) {
  const entry = path.posix.join('wasm', name, 'index.ts');
  const errors = [];
  const written = {};
  const own = name ? [...FLAGS, ...SMALLER] : FLAGS;
  const flags = relaxed ? [...own, '--enable', 'relaxed-simd'] : own;
  const { error } = await asc.main(
    [entry, '--baseDir', folder, '--outFile', 'kernels.wasm', '--bindings', 'raw', ...flags],
    {
      stderr: { write: (text) => errors.push(text) },
      writeFile: (file, contents) => {
        written[file] = contents;
      },
    },
  );
  const { 'kernels.wasm': bytes, 'kernels.d.ts': bindings } = written;
  if (error || !bytes) throw new Error(`${folder}/${entry}: ${errors.join('').trim() || error}`);
  checkKernelModule(bytes, `${folder}/${entry}`);
  return { bytes, bindings: String(bindings) };
}

const NOTE = '// Made by tools/build-wasm.mjs from wasm/; not to be edited.';

/** The text of `src/generated/kernels.ts` (`kernels-NAME.ts`) of the package `@dl/TOPIC`: the types of a module's kernels. */
export function typesSource({ topic, name, bindings }) {
  const { type } = namesOf(name, topic);
  const text = interfaceOf(kernelsIn(bindings), type);
  const from = topic === 'core' ? '../wasm/kernel-module' : '@dl/core/extend';
  const address = /: Address\b/.test(text) ? `import type { Address } from '${from}';\n\n` : '';
  return `${NOTE}\n${address}/** Kernels of wasm/${name}. */\n${text}\n`;
}

/**
 * The text of `src/generated/wasm.ts` (`wasm-NAME.ts`): the module itself. With `slices`, kernels are cut for threads as
 * `src/slices/NAME.ts` says (of the first module: the package's name).
 */
export function moduleSource({ topic, name, plain, relaxed, slices = false }) {
  const text = (bytes) => Buffer.from(bytes).toString('hex');
  const { constant, type } = namesOf(name, topic);
  const kernels = kernelsIn(plain.bindings);
  const from = topic === 'core' ? '../wasm/kernel-module' : '@dl/core/extend';
  const adapter = adapterOf(kernels);
  const scratch = scratchOf(kernels);
  const more = [
    adapter && `adapt: ${adapter},`,
    scratch && `scratch: ${scratch},`,
    slices && 'slices,',
  ].filter(Boolean);
  const delta = makeDelta(Buffer.from(plain.bytes), Buffer.from(relaxed.bytes));
  const own = `./kernels${name && `-${name}`}`;
  return `${NOTE}
${slices ? `import { slices } from '../slices/${name || topic}';\n` : ''}import type { KernelModule } from '${from}';
import type { ${type} } from '${own}';

export type { ${type} } from '${own}';

/** The module: plain SIMD, and what turns it into one with fused multiply-add, a delta of tools/delta.mjs. In hexadecimal. */
export const ${constant}: KernelModule<${type}> = {
  name: '@dl/${topic}${name && `/${name}`}',
  plain: '${text(plain.bytes)}',
  relaxedDelta: '${text(delta)}',${more.map((line) => `\n  ${line}`).join('')}
};
`;
}

/** The names of the package's modules: `''` is `wasm/index.ts`, a folder's name its `index.ts`. */
export async function kernelModules(folder) {
  const has = (name) => isThere(path.join(folder, 'wasm', name, 'index.ts'));
  const names = (await has('')) ? [''] : [];
  for (const entry of (await readdir(path.join(folder, 'wasm'))).sort()) {
    if (await has(entry)) names.push(entry);
  }
  if (names.length === 0)
    throw new Error(
      `build-wasm: expected ${folder}/wasm/index.ts or wasm/NAME/index.ts, got neither`,
    );
  return names;
}

function isThere(file) {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function main(folder, only) {
  const target = path.join(folder, 'src/generated');
  await mkdir(target, { recursive: true });
  for (const name of await kernelModules(folder)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const plain = await compileKernels(folder, { name });
    const relaxed = await compileKernels(folder, { name, relaxed: true });
    const file = name ? `wasm-${name}.ts` : 'wasm.ts';
    const topic = path.basename(folder);
    const slices = await isThere(path.join(folder, `src/slices/${name || topic}.ts`));
    const source = moduleSource({ topic, name, plain, relaxed, slices });
    await writeFile(path.join(target, file), source);
    const types = typesSource({ topic, name, bindings: plain.bindings });
    await writeFile(path.join(target, file.replace('wasm', 'kernels')), types);
    console.log(
      `${file}: ${plain.bytes.length} bytes plain, ${relaxed.bytes.length} bytes relaxed`,
    );
  }
}

if (isMain(import.meta.url)) {
  const [folder = '.', ...only] = process.argv.slice(2);
  await main(path.resolve(folder), only).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
