import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ISOLATED, serveFiles } from '../serve-files.mjs';
import { node } from './node-hosts.mjs';
import { bundle, expectThat, makePage, threaded, visit } from './pages.mjs';

/** The flag by which Node forbids all that is not allowed; Node 20 has it under its first name. */
const PERMISSION = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

/**
 * Files of a program with workers of its own, of Node's kind and, where there are such, of the web's: `workers.mjs` prints
 * what came of it on its own thread and in them.
 */
const WORKERS = {
  'node-worker.mjs': `
import { parentPort, workerData } from 'node:worker_threads';
import { main } from './program.mjs';
parentPort.postMessage(await main(workerData ?? undefined));\n`,
  'web-worker.mjs': `
import { main } from './program.mjs';
onmessage = async ({ data }) => postMessage(await main(data ?? undefined));\n`,
  'workers.mjs': `
import { Worker as NodeWorker } from 'node:worker_threads';
import { main } from './program.mjs';
const beside = (name) => new URL(name, import.meta.url);
const inNode = (workerData) => new Promise((resolve, reject) => {
  const worker = new NodeWorker(beside('./node-worker.mjs'), { workerData });
  worker.once('message', resolve).once('error', reject);
});
const inWeb = (options) => new Promise((resolve, reject) => {
  const worker = new Worker(beside('./web-worker.mjs'), { type: 'module' });
  worker.onmessage = ({ data }) => (worker.terminate(), resolve(data));
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage(options);
});
const kinds = typeof Worker === 'function' ? [inNode, inWeb] : [inNode];
const alone = kinds.map((run) => run());
const two = kinds.map((run) => run({ threads: 2 }));
const own = await main({ threads: 3 });
const inside = { alone: await Promise.all(alone), two: await Promise.all(two) };
console.log('START ' + JSON.stringify({ ...own, ...inside }));\n`,
};

/** Runs that program by `start(file)`, which gives what was printed: a worker has one thread, or as many as are asked for. */
export async function inOwnWorkers(put, start) {
  for (const [name, text] of Object.entries(WORKERS)) await put(name, text);
  const { alone, two, ...own } = await start('workers.mjs');
  for (const { learns, threads } of alone) {
    expectThat(learns && threads === 1, `one thread in a worker, got ${threads}`);
  }
  for (const each of two) threaded(each, 2);
  return threaded(own, 3);
}

/** Threads where a program has workers of its own, and where it may have none: name → how the program ran. */
export const THREADS_IN_NODE = {
  async 'Node, workers of the program beside it: one thread each, or as many as are asked for'(
    folder,
  ) {
    const put = (name, text) => writeFile(path.join(folder, name), text);
    return inOwnWorkers(put, (name) => node([path.join(folder, name)]));
  },
  async 'Node, workers forbidden: one thread, and a word on the console'(folder) {
    const file = path.join(folder, 'forbidden.mjs');
    const code = `
import { main } from './program.mjs';
const said = [];
console.warn = (text) => said.push(text);
const result = await main({ threads: 2 });
console.log('START ' + JSON.stringify({ ...result, said }));\n`;
    await writeFile(file, code);
    const result = await node([PERMISSION, '--allow-fs-read=*', file]);
    expectThat(result.threads === 1, `one thread, got ${result.threads}`);
    const loud = /^setup: threads: .*restricted.*One thread runs\.$/s.test(result.said[0]);
    expectThat(loud && result.said.length === 1, `a word on it, got ${result.said}`);
    return result;
  },
};

/** The same in pages that are isolated. */
export const THREADS_IN_PAGES = {
  async 'isolated, two tabs at once'({ project, browser }) {
    const folder = path.join(project, 'tabs');
    await makePage(folder, { code: await bundle(project, 'esm'), binaries: '.' });
    const server = await serveFiles(folder, { headers: ISOLATED });
    const context = await browser.newContext();
    try {
      const tabs = [1, 2].map(() => visit(context, `${server.url}/index.html`));
      const [one, two] = await Promise.all(tabs);
      expectThat(one.learns && two.learns, 'both to learn');
      threaded(one);
      return threaded(two);
    } finally {
      await context.close();
      await server.close();
    }
  },
  async 'isolated, workers of the page: as many threads as cores, or as are asked for'(context) {
    const { project, browser } = context;
    const folder = path.join(project, 'own-workers');
    const contents = `import { main } from './program.mjs';
onmessage = async ({ data }) => postMessage({ ...(await main(data)), cores: navigator.hardwareConcurrency });`;
    const stdin = { contents, resolveDir: project };
    const worker = await bundle(project, 'esm', '', { stdin });
    const code = `
const inWorker = (options) => new Promise((resolve, reject) => {
  const worker = new Worker('/own-worker.js', { type: 'module' });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage(options);
});
Promise.all([inWorker(), inWorker({ threads: 3 })]).then(
  ([auto, three]) => console.log('START ' + JSON.stringify({ ...three, auto })),
  (error) => console.log('FAILED ' + error.stack),
);\n`;
    await makePage(folder, { code, binaries: '.' });
    const pages = { '/own-worker.js': worker };
    const server = await serveFiles(folder, { headers: ISOLATED, pages });
    try {
      const { auto, ...three } = await visit(browser, `${server.url}/index.html`);
      const right = auto.learns && auto.threads === auto.cores;
      expectThat(right, `${auto.cores} threads, got ${auto.threads}`);
      return threaded(three, 3);
    } finally {
      await server.close();
    }
  },
};
