/** What is installed in this clone, and installing it. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PNPM, ROOT, run } from '../run.mjs';

const STAMP = path.join(ROOT, 'node_modules/.cache/bootstrap');

/** The tour with what it is made of, and what compiles it: a sixth of everything. */
const TOUR_ONLY = ['--prod', '--filter-prod=@dl/tour...', '--filter-prod=@dl/tools'];

/**
 * What has to be installed for `part`, `tour` or `all`: one of these, or undefined where that is done. A tour alone is
 * installed into an empty clone only; elsewhere it would take away what is there.
 */
export async function missingOf(part) {
  const [has, hash] = (await readFile(STAMP, 'utf8').catch(() => '')).split(' ');
  if (hash === (await installHash()) && (has === 'all' || has === part)) return undefined;
  return part === 'tour' && (has === 'tour' || isEmpty()) ? 'tour' : 'all';
}

/** Whether nothing has been installed in this clone yet. */
export function isEmpty() {
  return !existsSync(path.join(ROOT, 'node_modules/.modules.yaml'));
}

/** Installs `part` as the lockfile has it; `say` is told how many packages there are. Throws with what pnpm said. */
export async function install(part, say = () => {}) {
  // Run by npm, we call the same npm; run by hand, the one on the PATH.
  const npm = process.env.npm_execpath ?? '';
  const npx = /npm-cli\.js$/.test(npm)
    ? [process.execPath, npm, 'exec', '--yes', `--package=${PNPM}`, '--', 'pnpm']
    : ['npx', '-y', PNPM];
  const only = part === 'tour' ? TOUR_ONLY : [];
  const what = ['install', '--frozen-lockfile', '--reporter=append-only', ...only];
  const [command, ...args] = [...npx, ...what];
  const onText = (text) => {
    const [all, added] = /Progress: resolved (\d+).* added (\d+)/.exec(text)?.slice(1) ?? [];
    if (added) say(`${added} of ${all}`);
  };
  // CI: pnpm must not ask whether to replace a node_modules folder when there is nobody to answer.
  const env = { CI: 'true', npm_config_loglevel: 'error' };
  const { code, output } = await run(command, args, { env, onText });
  if (code !== 0)
    throw new Error(
      `${output.trim()}\n\nbootstrap: expected pnpm to install, got exit code ${code}`,
    );
  await mkdir(path.dirname(STAMP), { recursive: true });
  await writeFile(STAMP, `${part} ${await installHash()}`);
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
