/**
 * Compiles a package's kernels: `node tools/build-wasm.mjs [package folder] [module …]`.
 *
 * `wasm/index.ts`, and each `wasm/NAME/index.ts`, is compiled twice, with and without relaxed SIMD;
 * `src/generated/wasm.ts` (`wasm-NAME.ts`) gets the first module and what turns it into the second, as text, and `kernels.ts`
 * beside it the types of its kernels: one that is misspelt, or lacks an argument, does not compile. A module that would write
 * into the host's memory by itself is refused. With names, only those modules are compiled; what is up to date is left alone.
 */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compileAll } from './compile-pool.mjs';
import { makeDelta } from './delta.mjs';
import { adapterOf, interfaceOf, kernelsIn, namesOf, scratchOf } from './kernel-types.mjs';
import { fingerprint, isMade, noteOf, writeWhole } from './made.mjs';
import { ROOT } from './run.mjs';
import { isMain } from './workspace.mjs';

const { version } = createRequire(import.meta.url)('assemblyscript/package.json');
const TOOLS = ['build-wasm', 'compile-kernels', 'delta', 'kernel-types', 'wasm-module'];

const note = (print) => noteOf('build-wasm.mjs', 'wasm/', print);

/** The text of `src/generated/kernels.ts` (`kernels-NAME.ts`) of the package `@dl/TOPIC`: the types of a module's kernels. */
export function typesSource({ topic, name, bindings, print }) {
  const { type } = namesOf(name, topic);
  const text = interfaceOf(kernelsIn(bindings), type);
  const from = topic === 'core' ? '../wasm/kernel-module' : '@dl/core/extend';
  const address = /: Address\b/.test(text) ? `import type { Address } from '${from}';\n\n` : '';
  return `${note(print)}\n${address}/** Kernels of wasm/${name}. */\n${text}\n`;
}

/**
 * The text of `src/generated/wasm.ts` (`wasm-NAME.ts`): the module itself. With `slices`, kernels are cut for threads as
 * `src/slices/NAME.ts` says (of the first module: the package's name).
 */
export function moduleSource({ topic, name, plain, relaxed, slices = false, print }) {
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
  return `${note(print)}
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

/**
 * The modules of `names` (all, if there are none) in the package in `folder` that are not up to date, each with what it is made of.
 */
export async function staleModules(folder, names = []) {
  const tools = TOOLS.map((name) => path.join(import.meta.dirname, `${name}.mjs`));
  const core = path.join(ROOT, 'packages/core/wasm');
  const own = path.join(folder, 'wasm');
  const sources = own === core ? [own] : [own, core];
  const stale = [];
  for (const name of await kernelModules(folder)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const topic = path.basename(folder);
    const slices = await isThere(path.join(folder, `src/slices/${name || topic}.ts`));
    const print = await fingerprint([...sources, ...tools], [version, slices]);
    const files = ['wasm', 'kernels'].map((kind) => fileOf(folder, name, kind));
    const made = await Promise.all(files.map((file) => isMade(file, print)));
    if (made.includes(false)) stale.push({ folder, topic, name, slices, print });
  }
  return stale;
}

function fileOf(folder, name, kind) {
  return path.join(folder, 'src/generated', `${kind}${name && `-${name}`}.ts`);
}

/** Compiles modules that `staleModules` gave, and writes them; gives a line on each. `onDone` is called after each compilation. */
export async function buildModules(modules, options) {
  const jobs = modules.flatMap(({ folder, name }) =>
    [false, true].map((relaxed) => ({ folder, name, relaxed })),
  );
  const compiled = await compileAll(jobs, options);
  const write = async ({ folder, ...module }, index) => {
    const [plain, relaxed] = compiled.slice(2 * index);
    const file = fileOf(folder, module.name, 'wasm');
    await mkdir(path.dirname(file), { recursive: true });
    const { bindings } = plain;
    await writeWhole(fileOf(folder, module.name, 'kernels'), typesSource({ ...module, bindings }));
    await writeWhole(file, moduleSource({ ...module, plain, relaxed }));
    const sizes = `${plain.bytes.length} bytes plain, ${relaxed.bytes.length} bytes relaxed`;
    return `${path.basename(file)}: ${sizes}`;
  };
  return Promise.all(modules.map(write));
}

if (isMain(import.meta.url)) {
  const [folder = '.', ...only] = process.argv.slice(2);
  const build = async () => {
    const stale = await staleModules(path.resolve(folder), only);
    const lines = await buildModules(stale);
    console.log(lines.length > 0 ? lines.join('\n') : 'kernels: up to date');
  };
  await build().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
