import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The package manager, as the root's `packageManager` names it. */
export const PNPM = 'pnpm@10.34.8';

/**
 * Runs a program; resolves with its exit code and what it wrote. `show` passes its output on to ours, on stderr, so
 * that stdout stays the caller's; `onText` is called with each piece. `signal` ends it, with all that it has started.
 */
export function run(command, args, { cwd = ROOT, env = {}, show = false, onText, signal } = {}) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && !path.isAbsolute(command),
      detached: signal !== undefined && process.platform !== 'win32', // a process group of its own
    });
    const end = () => endGroup(child);
    signal?.addEventListener('abort', end);
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        chunks.push(chunk);
        if (show) process.stderr.write(chunk);
        onText?.(chunk.toString());
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      signal?.removeEventListener('abort', end);
      resolve({ code, output: Buffer.concat(chunks).toString() });
    });
  });
}

function endGroup(child) {
  if (process.platform === 'win32') {
    child.kill();
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
