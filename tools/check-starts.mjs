/**
 * Starts and trains in every host that people run core in: `pnpm check:starts` (after a build). By itself, those that the
 * lockfile holds; with `--all` also those that it installs into a folder of its own from npm (Next, webpack, Rollup, Bun,
 * Deno, Jest with jsdom and TypeScript, …); with names, those alone. Ends with 1 where one does not run on WASM.
 */
import path from 'node:path';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from './chromium.mjs';
import { inWorkFolder } from './release/work-folder.mjs';
import { installedHosts } from './starts/installed-hosts.mjs';
import { missingBackendProblem, NODE_HOSTS, uncaughtProblem } from './starts/node-hosts.mjs';
import { PAGES, SLOW_PAGES } from './starts/pages.mjs';
import { makeProject } from './starts/project.mjs';
import { THREADS_IN_NODE, THREADS_IN_PAGES } from './starts/threads.mjs';

const all = process.argv.includes('--all');
const names = process.argv.slice(2).filter((name) => !name.startsWith('--'));
const wanted = (name) => names.length === 0 || names.some((part) => name.includes(part));

/** Runs one host; says what came of it in a line. Gives whether all was right. */
async function report(name, work) {
  if (!wanted(name)) return true;
  const start = Date.now();
  let wrong;
  try {
    const { backend, learns, threads, tried } = await work();
    if (backend !== 'wasm') wrong = `expected wasm, got ${backend}; tried: ${tried?.join('; ')}`;
    else if (!learns) wrong = 'expected a loss that falls';
    else if (!(threads >= 1)) wrong = `expected threads, got ${threads}`;
  } catch (error) {
    wrong = error.message;
  }
  console.log(`${name}: ${wrong ?? 'ok'}, ${((Date.now() - start) / 1000).toFixed(1)} s`);
  return wrong === undefined;
}

async function checkStarts({ folder, signal, onClose }) {
  const executablePath = findChromium();
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  onClose(() => browser.close());
  const project = path.join(folder, 'project');
  await makeProject(project);
  const withCpu = path.join(folder, 'with-cpu');
  await makeProject(withCpu, { backends: ['cpu'] });
  const right = [];
  for (const [name, work] of Object.entries({ ...NODE_HOSTS, ...THREADS_IN_NODE })) {
    right.push(await report(name, () => work(project)));
  }
  const others = {
    'an uncaught error of the program': () => uncaughtProblem(project, 'error'),
    'an uncaught rejection of the program': () => uncaughtProblem(project, 'rejection'),
    'a backend that is not installed': () => missingBackendProblem(project),
  };
  for (const [name, findProblem] of Object.entries(others)) {
    const work = async () => {
      const problem = await findProblem();
      if (problem) throw new Error(problem);
      return { backend: 'wasm', learns: true, threads: 1 };
    };
    right.push(await report(name, work));
  }
  const pages = { ...PAGES, ...THREADS_IN_PAGES, ...(all && SLOW_PAGES) };
  for (const [name, work] of Object.entries(pages)) {
    right.push(await report(name, () => work({ project, withCpu, browser })));
  }
  if (all) {
    const context = { folder, browser, signal };
    for (const [name, work] of Object.entries(installedHosts(context))) {
      right.push(await report(name, work));
    }
  }
  return right.filter((ok) => !ok).length;
}

const failed = await inWorkFolder(checkStarts);
console.log(`check:starts: ${failed === 0 ? 'WASM everywhere' : `${failed} problems`}`);
process.exit(failed === 0 ? 0 : 1);
