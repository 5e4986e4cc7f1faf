import path from 'node:path';
import asc from 'assemblyscript/asc';
import { checkKernelModule } from './wasm-module.mjs';

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
