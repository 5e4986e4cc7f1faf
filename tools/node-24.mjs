import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT, run } from './run.mjs';

const VERSION = '24.18.0';

/**
 * The path of a Node 24, fetched through npm at its first use (50 MB, which `npm start` need not load). Not a
 * dependency: its bin, `node`, would take the place of the user's own Node in every script.
 */
export async function node24() {
  if (process.versions.node === VERSION) return process.execPath;
  const folder = path.join(ROOT, 'node_modules/.cache/node-24');
  const binary = path.join(
    folder,
    'node_modules/node/bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (!existsSync(binary)) {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
    const { code, output } = await run(
      'npm',
      ['install', '--no-audit', '--no-fund', '--loglevel=error', `node@${VERSION}`],
      { cwd: folder },
    );
    if (code !== 0 || !existsSync(binary)) {
      throw new Error(`node24: expected npm to install node@${VERSION}, got\n${output}`);
    }
  }
  return binary;
}
