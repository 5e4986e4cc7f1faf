/** Makes what the tour needs of the sources: kernels in reach, core's own parts, and the bundle. */
import path from 'node:path';
import { ROOT } from '../run.mjs';
import { workspaceUnits } from '../workspace.mjs';

const CORE = path.join(ROOT, 'packages/core');

// The tools themselves need packages of npm: imported when these are there.

/** The modules of kernels that the tour reaches and that are not up to date, the slowest (core's first) in front. */
export async function staleKernels() {
  const { kernelModules, staleModules } = await import('../build-wasm.mjs');
  const stale = [];
  for (const { kind, folder } of await workspaceUnits()) {
    const has = kind === 'package' && (await kernelModules(folder).catch(() => undefined));
    if (has) stale.push(...(await staleModules(folder)));
  }
  if (stale.length === 0) return [];
  const { kernelsInReach } = await import('../bundle-tour.mjs');
  const reach = await kernelsInReach();
  const wanted = stale.filter((module) =>
    reach.some(({ folder, name }) => folder === module.folder && name === module.name),
  );
  return wanted.sort((a, b) => Number(isFirst(b)) - Number(isFirst(a)));
}

const isFirst = ({ folder, name }) => folder === CORE && name === '';

/** Compiles them; `say` is told how many are done. */
export async function compile(stale, say) {
  const { buildModules } = await import('../build-wasm.mjs');
  let done = 0;
  await buildModules(stale, { onDone: () => say(`${++done} of ${2 * stale.length}`) });
}

/** Core's parts that are made of packages of npm, and of its worker; what is up to date stays. */
export async function buildParts() {
  const tools = ['gradients', 'backend', 'worker'];
  const [gradients, backend, worker] = await Promise.all(
    tools.map((name) => import(`../build-${name}.mjs`)),
  );
  await Promise.all([
    gradients.buildGradients(CORE),
    backend.buildBackend(CORE),
    worker.buildWorker(CORE),
  ]);
}

/** Bundles the tour. */
export async function bundle() {
  const { bundleTour } = await import('../bundle-tour.mjs');
  await bundleTour();
}
