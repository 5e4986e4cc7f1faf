import { spawn } from 'node:child_process';
import path from 'node:path';
import { load, ROOT } from './paths';

/** Runs this program again under Node 24, with its output as ours; its exit code. */
export async function runUnder24(args: readonly string[]): Promise<number> {
  const { node24 } = await load<{ node24(): Promise<string> }>('tools/node-24.mjs');
  const script = path.join(ROOT, 'apps/bench/dist/cli.js');
  const child = spawn(await node24(), [script, ...args], { stdio: 'inherit' });
  // Ctrl-C reaches the child as well; it ends, and so do we.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
