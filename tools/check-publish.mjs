/**
 * Checks what npm would get: `pnpm check:publish`, after a build. Each published package is packed, examined by
 * publint and attw, unpacked into an empty folder, and used there from ESM and from CommonJS; the program in its
 * README runs there too.
 */
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { transform } from 'esbuild';
import { ROOT, run } from './run.mjs';
import { isMain, report, workspaceUnits } from './workspace.mjs';

const BIN = path.join(ROOT, 'node_modules/.bin');
const PNPM_BIN = path.join(ROOT, 'tools/node_modules/.bin/pnpm');

const PROGRAM = `
async function main(tf, core) {
  const { backend } = await core.setup({ backend: 'wasm' });
  const slope = tf.tidy(() => tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([1, 2, 3])).dataSync().join());
  if (backend !== 'wasm' || slope !== '2,4,6') throw new Error('expected 2,4,6 on wasm, got ' + slope + ' on ' + backend);
}
`;

/** Packs and examines every published package; resolves with what is wrong, as lines of text. */
export async function findPublishProblems() {
  const problems = [];
  const temporary = await mkdtemp(path.join(tmpdir(), 'publish-'));
  try {
    const published = (await workspaceUnits()).filter(({ pkg }) => !pkg.private);
    const modules = path.join(temporary, 'node_modules');
    await mkdir(path.join(modules, '@dl'), { recursive: true });
    await linkTfjs(modules, path.join(ROOT, 'packages/core/node_modules/@tensorflow'));
    for (const { name, folder } of published) {
      const check = async (what, command, args, cwd = folder) => {
        const { code, output } = await run(command, args, { cwd, env: { NO_COLOR: '1' } });
        if (code !== 0) problems.push(`@dl/${name}: ${what}: expected no problem, got\n${output}`);
        return code === 0;
      };
      const packed = path.join(temporary, `${name}.tgz`);
      if (!(await check('pack', PNPM_BIN, ['pack', '--out', packed]))) continue;
      await check('publint', path.join(BIN, 'publint'), ['--strict', packed]);
      await check('attw', path.join(BIN, 'attw'), [packed]);
      const target = path.join(modules, '@dl', name);
      await mkdir(target);
      await check('unpack', 'tar', ['-xzf', packed, '-C', target, '--strip-components=1']);
    }
    problems.push(...(await findUseProblems(temporary, published)));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return problems;
}

/** What an application would have installed beside the packages: tfjs itself. */
async function linkTfjs(modules, source) {
  await mkdir(path.join(modules, '@tensorflow'), { recursive: true });
  for (const name of await readdir(source)) {
    const target = await realpath(path.join(source, name));
    await symlink(target, path.join(modules, '@tensorflow', name), 'junction');
  }
}

async function findUseProblems(folder, published) {
  const names = published.map(({ name }) => `@dl/${name}`);
  const tfjs = '@tensorflow/tfjs-core';
  const esm = [
    `import * as tf from '${tfjs}';`,
    `import * as core from '@dl/core';`,
    ...names.map((name) => `import '${name}';`),
    PROGRAM,
    'await main(tf, core);',
  ];
  const cjs = [
    `const tf = require('${tfjs}');`,
    ...names.map((name) => `require('${name}');`),
    PROGRAM,
    `main(tf, require('@dl/core')).catch((error) => { console.error(error); process.exit(1); });`,
  ];
  const problems = [];
  for (const [file, lines] of [
    ['use.mjs', esm],
    ['use.cjs', cjs],
  ]) {
    await writeFile(path.join(folder, file), lines.join('\n'));
    const { code, output } = await run(process.execPath, [file], { cwd: folder });
    if (code !== 0) problems.push(`${file}: expected gradients on wasm, got\n${output}`);
    else if (output) problems.push(`${file}: expected no output, got\n${output}`);
  }
  problems.push(...(await findReadmeProblems(folder, published)));
  return problems;
}

async function findReadmeProblems(folder, published) {
  const problems = [];
  for (const { name, folder: source } of published) {
    const readme = await readFile(path.join(source, 'README.md'), 'utf8').catch(() => '');
    const program = /^```ts\n(.*?)^```/ms.exec(readme)?.[1];
    if (!program) continue; // check:layout asks for one
    const { code } = await transform(program, { loader: 'ts', format: 'esm' });
    await writeFile(path.join(folder, `readme-${name}.mjs`), code);
    const ran = await run(process.execPath, [`readme-${name}.mjs`], { cwd: folder });
    if (ran.code !== 0)
      problems.push(`@dl/${name}: README.md: expected its program to run, got\n${ran.output}`);
    else if (process.env.DEBUG) console.log(ran.output);
  }
  return problems;
}

if (isMain(import.meta.url)) {
  report('check:publish', await findPublishProblems(), 'every package installs and trains');
}
