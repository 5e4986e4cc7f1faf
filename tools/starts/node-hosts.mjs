import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { ROOT, run } from '../run.mjs';
import { PRINTS, PROGRAM, resultIn } from './project.mjs';

const entry = `import { main } from './program.mjs';\n${PRINTS}`;

/** What a program prints that must end well. */
export async function printed(command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`expected ${command} to end well, got\n${output.slice(-3000)}`);
  return output;
}

/** esbuild's bundle, taken to a folder where nothing else is, as to a server. */
async function bundleAlone(folder, format, extension, more = {}) {
  const alone = path.join(folder, `alone-${format}`);
  await mkdir(alone, { recursive: true });
  const outfile = path.join(folder, `out-${format}.${extension}`);
  await build({
    stdin: { contents: entry, resolveDir: folder },
    outfile,
    bundle: true,
    format,
    platform: 'node',
    logLevel: 'error',
    ...more,
  });
  await copyFile(outfile, path.join(alone, `main.${extension}`));
  return path.join(alone, `main.${extension}`);
}

/** What the program printed that Node ran with these arguments. */
export const node = async (args, options) =>
  resultIn(await printed(process.execPath, args, { cwd: '/', ...options }));

/** Hosts in Node, of what the lockfile holds: name → how the program ran. */
export const NODE_HOSTS = {
  async 'Node ESM'(folder) {
    await writeFile(path.join(folder, 'main.mjs'), entry);
    return node([path.join(folder, 'main.mjs')]);
  },
  async 'Node CJS'(folder) {
    await writeFile(path.join(folder, 'main.cjs'), asCommonJs(PROGRAM, PRINTS));
    return node([path.join(folder, 'main.cjs')]);
  },
  async Jest(folder) {
    const tests = `
test('starts on wasm and trains', async () => {
  const result = await main();
  process.stdout.write('START ' + JSON.stringify(result) + '\\n');
  expect(result.backend).toBe('wasm');
});\n`;
    await writeFile(path.join(folder, 'start.test.js'), asCommonJs(PROGRAM, tests));
    const jest = path.dirname(
      createRequire(path.join(ROOT, 'tools/package.json')).resolve('jest/package.json'),
    );
    const args = [path.join(jest, 'bin/jest.js'), '--rootDir', folder, '--watchman=false', '-i'];
    return node(args, { cwd: folder });
  },
  async 'vm.Script'(folder) {
    const source = JSON.stringify(asCommonJs(PROGRAM, PRINTS));
    const host = `
const { Script } = require('node:vm');
const wrapped = '(function (require) {' + ${source} + '})';
new Script(wrapped).runInThisContext()(require);\n`;
    await writeFile(path.join(folder, 'vm.cjs'), host);
    return node([path.join(folder, 'vm.cjs')]);
  },
  async 'esbuild, Node CJS, the bundle alone'(folder) {
    return node([await bundleAlone(folder, 'cjs', 'cjs')]);
  },
  async 'esbuild, Node ESM, the bundle alone'(folder) {
    const js =
      "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
    return node([await bundleAlone(folder, 'esm', 'mjs', { banner: { js } })]);
  },
};

/** What is said of a backend that is not installed, by either build. */
export async function missingBackendProblem(folder) {
  for (const [extension, code] of [
    ['mjs', PROGRAM],
    ['cjs', asCommonJs(PROGRAM, '')],
  ]) {
    const file = path.join(folder, `missing.${extension}`);
    const asks = "main({ backend: 'cpu' }).catch((error) => console.log(error.message));\n";
    await writeFile(file, `${code}${asks}`);
    const { output } = await run(process.execPath, [file], { cwd: folder });
    const says =
      /^setup: backend: cpu: expected the package @tensorflow\/tfjs-backend-cpu, got «Cannot find .*npm install @tensorflow\/tfjs-backend-cpu@4\.22\.0/;
    if (!says.test(output)) return `expected what to install, got\n${output}`;
  }
  return undefined;
}

/** The program as CommonJS: what a person writes by hand. */
export function asCommonJs(program, more) {
  return `${program
    .replace(/import (\{[^}]*\}) from ('[^']*')/, 'const $1 = require($2)')
    .replace('export async', 'async')}${more}`;
}

/** An error of the program itself, after a start: printed as its own, exit code 1. */
export async function uncaughtProblem(folder, kind) {
  const throws =
    kind === 'error'
      ? "setTimeout(() => { throw new TypeError('of the program'); }, 1)"
      : "Promise.reject(new TypeError('of the program'))";
  const own =
    "process.on('exit', () => console.log(process.listenerCount('uncaughtException'), 'own'));";
  const file = path.join(folder, `uncaught-${kind}.cjs`);
  const more = `process.on('uncaughtExceptionMonitor', () => {});\n${own}\nmain().then(() => { ${throws}; });\n`;
  await writeFile(file, asCommonJs(PROGRAM, more));
  const { code, output } = await run(process.execPath, [file], { cwd: folder });
  if (code !== 1) return `expected exit code 1, got ${code}\n${output}`;
  if (!output.includes('TypeError: of the program')) return `expected the error, got\n${output}`;
  if (!output.includes('0 own')) return `expected no listener, got\n${output}`;
  if (/tfjs-backend|tf-backend/.test(output)) return `expected nothing of tfjs, got\n${output}`;
  return undefined;
}
