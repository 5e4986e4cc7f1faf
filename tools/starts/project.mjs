import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from '../run.mjs';

/** What every host runs: it starts, trains a little, and says what it got. */
export const PROGRAM = `
import { adam, Linear, matMul, mse, parameters, random, setup, train } from '@dl/core';
export async function main(options) {
  const runtime = await setup(options);
  const rng = random(1);
  const layer = new Linear(3, 2, { rng });
  const x = rng.normal([16, 3]);
  const y = rng.normal([16, 2]);
  const losses = [];
  const optimizer = adam({ learningRate: 0.1 });
  const loss = () => mse(layer.forward(x), y);
  for await (const report of train({ parameters: parameters(layer), optimizer, loss, batches: () => 0, steps: 30 })) {
    losses.push(await report.loss());
  }
  const calls = await callsByWorkers(rng.normal([256, 256]), runtime);
  return { backend: runtime.backend, threads: runtime.threads, calls, tried: runtime.tried, learns: losses[29] < losses[0] };
}

/** How many calls of kernels workers have run, of products that are worth them: 0 where there are none. */
async function callsByWorkers(x, runtime) {
  for (let i = 0; i < 400 && runtime.threads > 1; i++) {
    matMul(x, x).dispose();
    const { pool } = globalThis[Symbol.for('@dl/core/kernels')];
    if (pool?.byWorkers > 0) return pool.byWorkers;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return 0;
}
`;

/** Prints what came of it as one line. */
export const PRINTS = `main().then((result) => console.log('START ' + JSON.stringify(result)));\n`;

/**
 * An empty project in `folder` with what was built, as npm would install it, and the program as `program.mjs`. tfjs's other
 * backends, which are optional, are there where `backends` names them.
 */
export async function makeProject(folder, { names = ['core'], backends = [] } = {}) {
  await rm(folder, { recursive: true, force: true });
  const modules = path.join(folder, 'node_modules');
  await mkdir(path.join(modules, '@tensorflow'), { recursive: true });
  for (const name of names) {
    const from = path.join(ROOT, 'packages', name);
    const to = path.join(modules, '@dl', name);
    await cp(path.join(from, 'dist'), path.join(to, 'dist'), { recursive: true });
    await cp(path.join(from, 'package.json'), path.join(to, 'package.json'));
  }
  const require = createRequire(path.join(ROOT, 'packages/core/package.json'));
  for (const name of ['core', ...backends.map((backend) => `backend-${backend}`)]) {
    const from = path.dirname(require.resolve(`@tensorflow/tfjs-${name}/package.json`));
    await symlink(from, path.join(modules, `@tensorflow/tfjs-${name}`));
  }
  await symlink(
    path.dirname(require.resolve('papaparse/package.json')),
    path.join(modules, 'papaparse'),
  );
  await writeFile(path.join(folder, 'program.mjs'), PROGRAM);
  await writeFile(path.join(folder, 'package.json'), '{ "name": "app", "private": true }\n');
}

/** The result that a host printed; throws with all that it printed where there is none. */
export function resultIn(output) {
  const [, text] = /START (\{.*\})/.exec(output) ?? [];
  if (text === undefined) throw new Error(`expected a result, got\n${output.slice(-2000)}`);
  return JSON.parse(text);
}
