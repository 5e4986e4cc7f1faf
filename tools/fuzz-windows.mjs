// `pnpm fuzz:windows`: the sweep of windows (packages/core/src/op-sweep) at length, 20,000 geometries an op on wasm and cpu
// and 200 on WebGPU in Node. `pnpm fuzz:windows 1000 7` tries 1,000 an op, with seed 7.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [trials = '20000', seed = '1'] = process.argv.slice(2);
for (const argument of [trials, seed]) {
  if (!/^[1-9]\d*$/.test(argument)) {
    console.error(`fuzz:windows: expected a count and a seed, got ${argument}`);
    process.exit(1);
  }
}
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));

let failed = false;
for (const project of ['wasm', 'cpu', 'webgpu']) {
  const count = project === 'webgpu' ? Math.min(Number(trials), 200) : trials;
  const run = spawnSync(
    process.execPath,
    [vitest, 'run', '--project', project, 'packages/core/src/op-sweep'],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, DL_SWEEP_TRIALS: String(count), DL_SWEEP_SEED: seed },
    },
  );
  failed ||= run.status !== 0;
}
process.exit(failed ? 1 : 0);
