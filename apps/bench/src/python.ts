import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { Child } from './child';
import { ROOT } from './paths';
import type { PythonPeer } from './row';
import { AVX2 } from './threads';

// The one that is asked for, then Debian's own: `python3-torch` belongs to it, whatever else is on the PATH.
const { BENCH_PYTHON } = process.env;
const INTERPRETERS = [
  ...(BENCH_PYTHON ? [BENCH_PYTHON] : []),
  ...['/usr/bin/python3', 'python3', 'python'],
];

const found = new Map<string, string | undefined>();

/** The first Python that can import `module`, or undefined. */
export function pythonWith(module: string): string | undefined {
  if (!found.has(module)) {
    const imports = (python: string) =>
      spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore', timeout: 60_000 }).status ===
      0;
    found.set(module, INTERPRETERS.find(imports));
  }
  return found.get(module);
}

/** Starts a peer in Python; undefined where no Python has what it needs. */
export async function startPython(
  name: string,
  { script, needs, args, capped = false }: PythonPeer,
): Promise<Child | undefined> {
  const python = pythonWith(needs);
  if (python === undefined) return undefined;
  const serve = path.join(ROOT, 'apps/bench/python/serve.py');
  const own = [serve, path.join(ROOT, script), JSON.stringify(args)];
  return Child.start(name, python, own, capped ? AVX2 : {});
}
