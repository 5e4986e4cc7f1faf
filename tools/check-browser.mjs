/**
 * Trains in Chromium as a person's page would: `pnpm check:browser` (after a build).
 *
 * The built packages are copied into the node_modules of an empty project, which says nothing about them in its
 * settings: Vite's dev server, Vite's build (minified) and a plain module page, each with and without cross-origin
 * isolation, which brings threads.
 */
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright';
import * as vite from 'vite';
import { CHROMIUM_FLAGS, findChromium } from './chromium.mjs';
import { ISOLATED, serveFiles } from './serve-files.mjs';

const root = path.resolve(import.meta.dirname, '..');
const app = path.join(root, 'node_modules/.cache/check-browser');

const PROGRAM = `
import * as tf from '@tensorflow/tfjs-core';
import { adam, matMul, mse, parameters, random, setup, train } from '@dl/core';
import { Rnn } from '@dl/rnn';
async function main() {
  const asked = new URLSearchParams(location.search);
  const runtime = await setup({ backend: asked.get('backend') ?? 'auto', threads: asked.get('threads') === '1' ? 1 : 'auto' });
  const rng = random(1);
  const rnn = new Rnn(3, 5, { rng });
  const xs = rng.normal([4, 6, 3]);
  const target = tf.tanh(rng.normal([4, 6, 5]));
  const losses = [];
  const loss = () => mse(rnn.forward(xs).outputs, target);
  const options = { parameters: parameters(rnn), optimizer: adam({ learningRate: 0.02 }), batches: () => 0, steps: 60 };
  for await (const report of train({ ...options, loss })) losses.push(await report.loss());
  const x = rng.normal([256, 256]);
  const pool = () => globalThis[Symbol.for('@dl/core/kernels')].pool;
  for (let i = 0; i < 400 && runtime.threads > 1 && !(pool()?.byWorkers > 0); i++) {
    matMul(x, x).dispose();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return { runtime: { ...runtime }, threaded: pool()?.byWorkers > 0, first: losses[0], last: losses[59] };
}
main().then((result) => { window.result = result; }, (error) => { window.result = { error: String(error.stack) }; });
`;

async function makeProject() {
  await rm(app, { recursive: true, force: true });
  const modules = path.join(app, 'node_modules');
  await mkdir(path.join(modules, '@tensorflow'), { recursive: true });
  for (const name of ['core', 'rnn']) {
    const from = path.join(root, 'packages', name);
    const to = path.join(modules, '@dl', name);
    await cp(path.join(from, 'dist'), path.join(to, 'dist'), { recursive: true });
    await cp(path.join(from, 'package.json'), path.join(to, 'package.json'));
  }
  const require = createRequire(path.join(root, 'packages/core/package.json'));
  for (const name of ['core', 'backend-cpu', 'backend-webgpu']) {
    const from = path.dirname(require.resolve(`@tensorflow/tfjs-${name}/package.json`));
    await symlink(from, path.join(modules, `@tensorflow/tfjs-${name}`));
  }
  const imports = {
    '@tensorflow/tfjs-core': '/node_modules/@tensorflow/tfjs-core/dist/tf-core.fesm.js',
    '@dl/core': '/node_modules/@dl/core/dist/index.js',
    '@dl/core/check': '/node_modules/@dl/core/dist/check.js',
    '@dl/core/extend': '/node_modules/@dl/core/dist/extend.js',
    '@dl/rnn': '/node_modules/@dl/rnn/dist/index.js',
  };
  const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
  const page = (head) => `<!doctype html>${head}<script type="module" src="/main.js"></script>`;
  await writeFile(path.join(app, 'package.json'), '{ "type": "module" }');
  await writeFile(path.join(app, 'main.js'), PROGRAM);
  await writeFile(path.join(app, 'index.html'), page(''));
  await writeFile(path.join(app, 'plain.html'), page(map));
}

/** Once for both visits: headers are the host's. */
let built;

const SERVERS = {
  async dev(headers) {
    const server = await vite.createServer({
      ...SETTINGS,
      server: { headers, host: '127.0.0.1', port: 5190 },
    });
    await server.listen();
    return { url: `${server.resolvedUrls.local[0]}index.html`, close: () => server.close() };
  },
  async build(headers) {
    built ??= vite.build(SETTINGS);
    await built;
    const { url, close } = await serveFiles(path.join(app, 'dist'), { headers });
    return { url: `${url}/index.html`, close };
  },
  async plain(headers) {
    const { url, close } = await serveFiles(app, { headers });
    return { url: `${url}/plain.html`, close };
  },
};
const SETTINGS = {
  root: app,
  configFile: false,
  logLevel: 'error',
  cacheDir: path.join(app, '.vite'),
};

async function visit(browser, url) {
  const page = await browser.newPage();
  const said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  try {
    await page.goto(url);
    await page.waitForFunction('window.result', undefined, { timeout: 60_000 });
    return { ...(await page.evaluate('window.result')), said };
  } catch (error) {
    return { error: `${error.message}; the page said: ${said.join('; ') || 'nothing'}` };
  } finally {
    await page.close();
  }
}

/** What is wrong with a visit, or undefined. */
function trouble({ error, first, last, runtime, threaded }, isolated, backend) {
  if (error) return error;
  if (!(last < first / 2)) return `expected the loss to halve, got ${first} → ${last}`;
  if (runtime.backend !== backend) {
    return `expected ${backend}, got ${runtime.backend}; tried: ${runtime.tried.join('; ')}`;
  }
  // Where there is one core there is one thread.
  const wanted = isolated && availableParallelism() > 1;
  if (backend === 'wasm' && threaded !== wanted)
    return `expected work for workers to be ${wanted}, got ${threaded}`;
  return undefined;
}

await makeProject();
const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
let failed = 0;
for (const [name, serve] of Object.entries(SERVERS)) {
  for (const isolated of [false, true]) {
    const server = await serve(isolated ? ISOLATED : {});
    for (const backend of name === 'plain' ? ['wasm'] : ['wasm', 'webgpu', 'cpu']) {
      // `auto` finds no hardware here, so it is to take wasm.
      const asked = backend === 'wasm' ? 'auto' : backend;
      const result = await visit(browser, `${server.url}?backend=${asked}`);
      const wrong = trouble(result, isolated, backend);
      if (wrong) failed++;
      const what = `${name}${isolated ? ', isolated' : ''}, ${backend}`;
      const { threads, kernels } = result.runtime ?? {};
      console.log(
        `${what}: ${wrong ?? `ok (${threads} threads, kernels of ${kernels?.join(', ') || 'none'})`}`,
      );
    }
    if (name === 'build' && isolated) {
      const result = await visit(browser, `${server.url}?threads=1`);
      const wrong = trouble(result, false, 'wasm');
      if (wrong) failed++;
      console.log(`build, isolated, wasm without threads: ${wrong ?? 'ok'}`);
    }
    await server.close();
  }
}
await browser.close();
process.exit(failed > 0 ? 1 : 0);
