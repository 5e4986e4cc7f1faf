import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT, run } from '../run.mjs';
import { Row } from './cells.mjs';
import { findOutputProblem, readReadme, toCjs, toEsm } from './readme.mjs';
import { findTarballProblems } from './tarball.mjs';
import { visit } from './visit.mjs';

/** What is checked of each package, in the order of the table. */
export const PACKAGE_COLUMNS = [
  'tarball',
  'installs',
  'Node ESM',
  'Node CJS',
  'doors',
  'browser',
  'types nodenext',
  'types bundler',
];

/** Installs one published package by itself, as its README says, and runs its README's program in every way. */
export async function usePackage(unit, tarball, { registry, folder, browser, signal }) {
  const row = new Row(`${unit.pkg.name} ${unit.pkg.version}`);
  const project = path.join(folder, unit.name);
  await mkdir(project, { recursive: true });
  await row.fill('tarball', async (add) => {
    for (const problem of await findTarballProblems(tarball, { signal })) add(problem);
  });
  let program = '';
  let forDoors = [];
  const installed = await row.fill('installs', async () => {
    const readme = readReadme(await readFile(path.join(unit.folder, 'README.md'), 'utf8'));
    program = readme.program;
    forDoors = readme.forDoors;
    await writeFile(path.join(project, '.npmrc'), registry.npmrc);
    await install(project, readme.install, signal);
    await expectVersion(project, unit.pkg);
  });
  if (!installed) return row;
  await row.fill('Node ESM', async () =>
    runInNode(project, 'program.mjs', await toEsm(program), signal),
  );
  await row.fill('Node CJS', async () =>
    runInNode(project, 'program.cjs', await toCjs(program), signal),
  );
  await row.fill('doors', async () => {
    if (forDoors.length > 0) await install(project, forDoors, signal); // only now: the program runs without
    await openDoors(project, unit.pkg, signal);
  });
  await row.fill('browser', () => runInBrowser(project, program, { browser, signal }));
  await row.fill('types nodenext', () => checkTypes(project, 'nodenext', program, signal));
  await row.fill('types bundler', () => checkTypes(project, 'bundler', program, signal));
  return row;
}

/** `npm install` in `project`; throws with what it said. */
export async function install(project, names, signal) {
  const args = ['install', ...names, '--no-audit', '--no-fund', '--prefer-online'];
  const env = { npm_config_loglevel: 'error', npm_config_package_lock: 'false' };
  const { code, output } = await run('npm', args, { cwd: project, env, signal });
  if (code !== 0)
    throw new Error(`expected npm ${args.slice(0, -3).join(' ')} to work, got\n${output}`);
}

async function expectVersion(project, { name, version }) {
  const manifest = path.join(project, 'node_modules', name, 'package.json');
  const text = await readFile(manifest, 'utf8').catch(() => undefined);
  const got = text ? JSON.parse(text).version : 'no such package';
  if (got !== version) throw new Error(`expected ${name} ${version}, got ${got}`);
}

/** Every door opens as ESM and as CommonJS, with the same names behind it. */
async function openDoors(project, { name, exports }, signal) {
  const doors = Object.entries(exports).flatMap(([door, to]) =>
    typeof to === 'object' ? [`${name}${door.slice(1)}`] : [],
  );
  const code = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
for (const door of ${JSON.stringify(doors)}) {
  const [esm, cjs] = [Object.keys(await import(door)), Object.keys(require(door))];
  if (esm.length === 0 || esm.sort().join() !== cjs.sort().join()) {
    throw new Error(\`\${door}: expected the names \${esm} of CommonJS too, got \${cjs}\`);
  }
}`;
  await writeFile(path.join(project, 'doors.mjs'), code);
  const { code: exit, output } = await run(process.execPath, ['doors.mjs'], {
    cwd: project,
    signal,
  });
  if (exit !== 0) throw new Error(`expected every door to open, got\n${output}`);
}

async function runInNode(project, file, code, signal) {
  await writeFile(path.join(project, file), code);
  const { code: exit, output } = await run(process.execPath, [file], { cwd: project, signal });
  if (exit !== 0) throw new Error(`expected the README's program to run, got\n${output}`);
  const problem = findOutputProblem(output);
  if (problem) throw new Error(problem);
}

async function runInBrowser(project, program, { browser, signal }) {
  const main = "import './program';\ndocument.documentElement.dataset.state = 'done';\n";
  await writeFile(path.join(project, 'program.ts'), program);
  await writeFile(path.join(project, 'main.ts'), main);
  await writeFile(
    path.join(project, 'index.html'),
    '<!doctype html><link rel="icon" href="data:," /><script type="module" src="/main.ts"></script>\n',
  );
  const vite = path.join(ROOT, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--logLevel', 'error'];
  const { code, output } = await run(process.execPath, args, { cwd: project, signal });
  if (code !== 0) throw new Error(`expected Vite to build it, got\n${output}`);
  const { printed, problem } = await visit(browser, path.join(project, 'dist'));
  const wrong = problem ?? findOutputProblem(printed);
  if (wrong) throw new Error(wrong);
}

// tfjs-core names the type Long and depends on no package that has it. Our declarations are to be without an error.
const TFJS_OWN = /^node_modules\/@tensorflow\/tfjs-core\/dist\/hash_util\.d\.ts/;
const MODULES = { nodenext: 'nodenext', bundler: 'esnext' };

async function checkTypes(project, moduleResolution, program, signal) {
  const file = `types-${moduleResolution}.mts`;
  const config = {
    compilerOptions: {
      module: MODULES[moduleResolution],
      moduleResolution,
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable'],
      types: [],
      strict: true,
      skipLibCheck: false,
      noEmit: true,
    },
    files: [file],
  };
  const name = `tsconfig.${moduleResolution}.json`;
  await writeFile(path.join(project, file), program);
  await writeFile(path.join(project, name), JSON.stringify(config));
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', name, '--pretty', 'false'];
  const { code, output } = await run(process.execPath, args, { cwd: project, signal });
  const errors = output.split('\n').filter((line) => line.trim() && !TFJS_OWN.test(line));
  if (code !== 0 && errors.length > 0)
    throw new Error(`expected no type error, got\n${errors.join('\n')}`);
}
