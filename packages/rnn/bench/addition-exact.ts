import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const SEEDS = 10;
const EXACT = 0.99;

interface Tools {
  root: string;
  load<T>(file: string): Promise<T>;
  progress(text: string): void;
}

/**
 * The share of seeds 1 to 10 that add at least 99% of all 128 × 128 pairs exactly, as the terminal
 * tour trains them with these options.
 */
export async function exactSeeds({ root, load, progress }: Tools, options: readonly string[]) {
  const { bootstrap } = await load<{ bootstrap(target: string): Promise<void> }>(
    'tools/bootstrap.mjs',
  );
  await bootstrap('tour');
  let exact = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const args = ['apps/tour/dist/cli.js', 'rnn', ...options, '--json', '--backend', 'wasm'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...args, '--seed', String(seed)],
      { cwd: root },
    );
    const { exactMatch } = JSON.parse(stdout) as { exactMatch: number };
    progress(`seed ${seed}: ${(exactMatch * 100).toFixed(1)}% of all pairs exact`);
    if (exactMatch >= EXACT) exact++;
  }
  return { ours: exact / SEEDS };
}
