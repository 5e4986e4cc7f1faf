/**
 * Makes a clone ready to run: `node tools/bootstrap.mjs [tour | bench | all]`.
 *
 * Installs what the lockfile names (bringing pnpm through npm) unless that is done, then builds what has changed.
 * Needs Node and npm only; writes to stderr only.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PNPM, ROOT, run } from './run.mjs';
import { isMain } from './workspace.mjs';

const STAMP = path.join(ROOT, 'node_modules/.cache/bootstrap');
const TARGETS = { tour: ['--filter=@dl/tour'], bench: ['--filter=@dl/bench'], all: [] };

/** Installs and builds what `target` needs; throws with the failing command's output. */
export async function bootstrap(target = 'all') {
  if (!(target in TARGETS)) {
    throw new RangeError(
      `bootstrap: target: expected ${Object.keys(TARGETS).join(', ')}, got ${target}`,
    );
  }
  requireNode('20.19.0');
  const wanted = await installHash();
  if ((await readFile(STAMP, 'utf8').catch(() => '')) !== wanted) {
    await step('installing packages (once; takes about half a minute)', install);
    await mkdir(path.dirname(STAMP), { recursive: true });
    await writeFile(STAMP, wanted);
  }
  await step('building', () => build(TARGETS[target]));
}

function requireNode(least) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [needMajor, needMinor] = least.split('.').map(Number);
  if (major < needMajor || (major === needMajor && minor < needMinor)) {
    throw new Error(`bootstrap: expected Node ${least} or newer, got ${process.versions.node}`);
  }
}

/** Changes whenever an install would do something. */
async function installHash() {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml'];
  for (const folder of ['', 'tools/', 'docs/']) files.push(`${folder}package.json`);
  for (const folder of ['packages', 'apps']) {
    for (const name of (await readdir(path.join(ROOT, folder))).sort()) {
      files.push(`${folder}/${name}/package.json`);
    }
  }
  const hash = createHash('sha256').update(process.version.split('.')[0]);
  for (const file of files) {
    hash.update(file).update(await readFile(path.join(ROOT, file)).catch(() => ''));
  }
  return hash.digest('hex');
}

async function install() {
  // Run by npm, we call the same npm; run by hand, the one on the PATH.
  const npm = process.env.npm_execpath ?? '';
  const npx = /npm-cli\.js$/.test(npm)
    ? [process.execPath, npm, 'exec', '--yes', `--package=${PNPM}`, '--', 'pnpm']
    : ['npx', '-y', PNPM];
  const [command, ...args] = [...npx, 'install', '--frozen-lockfile', '--reporter=append-only'];
  // CI: pnpm must not ask whether to replace a node_modules folder when there is nobody to answer.
  await must(command, args, { CI: 'true', npm_config_loglevel: 'error' });
}

/** Builds what has changed of the workspace, or of the parts that turbo's `filter` arguments name. */
export async function build(filter = []) {
  const turbo = path.join(ROOT, 'node_modules/turbo/bin/turbo');
  // Turbo calls pnpm by name, and there may be none on the PATH.
  const bin = path.join(ROOT, 'tools/node_modules/.bin');
  await must(
    process.execPath,
    [turbo, 'run', 'build', ...filter, '--cache-dir=node_modules/.cache/turbo'],
    {
      PATH: [bin, process.env.PATH].join(path.delimiter),
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_NO_UPDATE_NOTIFIER: '1',
      npm_config_verify_deps_before_run: 'false',
    },
  );
}

async function must(command, args, env) {
  const { code, output } = await run(command, args, { env });
  if (code !== 0) {
    throw new Error(`${output.trim()}\n\nbootstrap: expected success, got exit code ${code}`);
  }
}

/** Says what is being done, unless it is done at once. */
async function step(what, work) {
  const start = Date.now();
  let said = false;
  const timer = setTimeout(() => {
    said = true;
    process.stderr.write(`${what} … `);
  }, 500);
  try {
    await work();
  } finally {
    clearTimeout(timer);
    if (said) process.stderr.write(`${((Date.now() - start) / 1000).toFixed(1)} s\n`);
  }
}

if (isMain(import.meta.url)) {
  await bootstrap(process.argv[2]).catch((error) => {
    process.stderr.write(`\n${error.message}\n`);
    process.exit(1);
  });
}
