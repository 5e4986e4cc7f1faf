/**
 * Makes a clone ready to run: `node tools/bootstrap.mjs [tour | bench | all]`.
 *
 * Installs what the lockfile names (bringing pnpm through npm) unless that is done, then builds what has changed. `tour`
 * needs a sixth of the packages, compiles only the kernels that it reaches, and makes neither types nor packages.
 * Needs Node and npm only; writes to stderr only. Two at once in one clone wait for each other.
 */
import path from 'node:path';
import { install, isEmpty, missingOf } from './bootstrap/install.mjs';
import { withLock } from './bootstrap/lock.mjs';
import { stages } from './bootstrap/stages.mjs';
import { buildParts, bundle, compile, staleKernels } from './bootstrap/tour.mjs';
import { ROOT, run } from './run.mjs';
import { isMain } from './workspace.mjs';

const LOCK = path.join(ROOT, 'node_modules/.cache/bootstrap.lock');
const FILTERS = { bench: ['--filter=@dl/bench'], all: [] };

/** Installs and builds what `target` needs; throws with the failing command's output. */
export async function bootstrap(target = 'all') {
  if (target !== 'tour' && !(target in FILTERS)) {
    const names = ['tour', ...Object.keys(FILTERS)].join(', ');
    throw new RangeError(`bootstrap: target: expected ${names}, got ${target}`);
  }
  requireNode('20.19.0');
  const work = () => (target === 'tour' ? prepareTour() : prepare(FILTERS[target]));
  const onWait = (owner) => {
    const who = `another start (process ${owner}) is preparing this clone`;
    process.stderr.write(`bootstrap: ${who}; waiting for it\n`);
  };
  await withLock(LOCK, work, { onWait });
}

async function prepareTour() {
  const missing = await missingOf('tour');
  if (missing === undefined) {
    const stale = await staleKernels();
    await buildParts();
    if (stale.length === 0) return bundle();
    return buildTour(stages(2), stale);
  }
  if (isEmpty()) {
    process.stderr.write('The first start takes about a minute; later ones take a second.\n');
  }
  const stage = stages(3);
  await stage('packages from npm', (say) => install(missing, say));
  await buildTour(stage, undefined);
}

async function buildTour(stage, stale) {
  await stage('kernels, compiled to WebAssembly', async (say) => {
    const kernels = async () => compile(stale ?? (await staleKernels()), say);
    await Promise.all([kernels(), buildParts()]);
  });
  await stage('the tour', bundle);
}

async function prepare(filter) {
  const missing = await missingOf('all');
  if (missing === undefined) return build(filter);
  const stage = stages(2);
  await stage('packages from npm', (say) => install(missing, say));
  await stage('kernels, packages with their types, and apps', () => build(filter));
}

function requireNode(least) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [needMajor, needMinor] = least.split('.').map(Number);
  if (major < needMajor || (major === needMajor && minor < needMinor)) {
    throw new Error(`bootstrap: expected Node ${least} or newer, got ${process.versions.node}`);
  }
}

/** Builds what has changed of the workspace, or of the parts that turbo's `filter` arguments name. */
export async function build(filter = []) {
  const turbo = path.join(ROOT, 'node_modules/turbo/bin/turbo');
  // Turbo calls pnpm by name, and there may be none on the PATH.
  const bin = path.join(ROOT, 'tools/node_modules/.bin');
  const args = [turbo, 'run', 'build', ...filter, '--cache-dir=node_modules/.cache/turbo'];
  const env = {
    PATH: [bin, process.env.PATH].join(path.delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    npm_config_verify_deps_before_run: 'false',
  };
  const { code, output } = await run(process.execPath, args, { env });
  if (code !== 0) {
    throw new Error(
      `${output.trim()}\n\nbootstrap: expected turbo to build, got exit code ${code}`,
    );
  }
}

if (isMain(import.meta.url)) {
  await bootstrap(process.argv[2]).catch((error) => {
    process.stderr.write(`\n${error.message}\n`);
    process.exit(1);
  });
}
