/**
 * Compiles a package's kernels: `node tools/build-wasm.mjs [package folder]`.
 *
 * `wasm/index.ts` is compiled twice, with and without relaxed SIMD; `src/generated/wasm.ts` gets the first module and
 * what turns it into the second, as text. A module that would write into the host's memory by itself is refused.
 */
import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import asc from 'assemblyscript/asc';
import { makeDelta } from './delta.mjs';
import { checkKernelModule } from './wasm-module.mjs';
import { isMain } from './workspace.mjs';

const FLAGS = '-O3 --noAssert --converge --runtime stub --importMemory --enable simd'.split(' ');

/** Compiles `wasm/index.ts` of the package in `folder`; throws with the compiler's words if it cannot. */
export async function compileKernels(folder, { relaxed = false } = {}) {
  const entry = 'wasm/index.ts';
  const errors = [];
  let bytes;
  const flags = relaxed ? [...FLAGS, '--enable', 'relaxed-simd'] : FLAGS;
  const { error } = await asc.main(
    [entry, '--baseDir', folder, '--outFile', 'kernels.wasm', ...flags],
    {
      stderr: { write: (text) => errors.push(text) },
      writeFile: (_name, contents) => {
        bytes = contents;
      },
    },
  );
  if (error || !bytes) throw new Error(`${folder}/${entry}: ${errors.join('').trim() || error}`);
  checkKernelModule(bytes, `${folder}/${entry}`);
  return bytes;
}

/** The text of `src/generated/wasm.ts`. */
export function moduleSource({ plain, relaxed }) {
  const text = (bytes) => Buffer.from(bytes).toString('base64');
  return `// Made by tools/build-wasm.mjs from wasm/; not to be edited.

/** The kernels for plain SIMD, in base64. */
export const plain: string =
  '${text(plain)}';

/** What turns them into those with fused multiply-add (relaxed SIMD): a delta of tools/delta.mjs, in base64. */
export const relaxedDelta: string =
  '${text(makeDelta(Buffer.from(plain), Buffer.from(relaxed)))}';
`;
}

async function main(folder) {
  const exists = await stat(path.join(folder, 'wasm/index.ts')).catch(() => undefined);
  if (!exists) throw new Error(`build-wasm: expected ${folder}/wasm/index.ts, got no such file`);
  const plain = await compileKernels(folder);
  const relaxed = await compileKernels(folder, { relaxed: true });
  const target = path.join(folder, 'src/generated');
  await mkdir(target, { recursive: true });
  await writeFile(path.join(target, 'wasm.ts'), moduleSource({ plain, relaxed }));
  console.log(`kernels: ${plain.length} bytes plain, ${relaxed.length} bytes relaxed`);
}

if (isMain(import.meta.url)) {
  await main(path.resolve(process.argv[2] ?? '.')).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
