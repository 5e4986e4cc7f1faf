import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { ISOLATED, serveFiles } from '../serve-files.mjs';
import { resultIn } from './project.mjs';

/**
 * Opens a page on a machine of four cores, whatever this one has, and gives the
 * result that it prints, with all that it said on its console.
 */
export async function visit(browser, url, limit = 60_000) {
  const page = await browser.newPage();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setHardwareConcurrencyOverride', { hardwareConcurrency: 4 });
  const said = [];
  try {
    // Not read from the page: a policy may forbid what that takes.
    const result = new Promise((resolve, reject) => {
      page.on('pageerror', (error) => said.push(String(error)));
      page.on('console', (message) => {
        said.push(message.text());
        if (message.text().startsWith('START ')) resolve(resultIn(message.text()));
        if (message.text().startsWith('FAILED ')) reject(new Error(message.text()));
      });
    });
    await page.goto(url);
    const late = delay(limit).then(() => {
      throw new Error(`expected a result in ${limit / 1000} s`);
    });
    return { ...(await Promise.race([result, late])), said };
  } catch (error) {
    throw new Error(`${error.message}; the page said: ${said.join('; ') || 'nothing'}`);
  } finally {
    await page.close();
  }
}

/** Code that prints what comes of `main(options)` as `visit` expects it. */
export const shows = (options = '') => `
main(${options}).then((result) => console.log('START ' + JSON.stringify(result)), (error) => console.log('FAILED ' + error.stack));\n`;

/** What lies beside core's built file, and is to lie beside a bundle. */
const FILES = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'kernel-worker.js'];

/** A folder with a page of one script, and those files beside it or in a folder. */
export async function makePage(folder, { code, module = true, binaries }) {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'main.js'), code);
  const kind = module ? ' type="module"' : ' defer';
  await writeFile(
    path.join(folder, 'index.html'),
    `<!doctype html><link rel="icon" href="data:,"><script${kind} src="/main.js"></script>`,
  );
  if (binaries === undefined) return;
  const from = path.join(folder, '../node_modules/@dl/core/dist');
  for (const name of FILES) {
    await cp(path.join(from, name), path.join(folder, binaries, name), { recursive: true });
  }
}

/** esbuild's bundle of the program for browsers. */
export async function bundle(project, format, options, more = {}) {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { main } from './program.mjs';${shows(options)}`,
      resolveDir: project,
    },
    bundle: true,
    minify: true,
    write: false,
    format,
    logLevel: 'error',
    logOverride: { 'empty-import-meta': 'silent' },
    ...more,
  });
  return outputFiles[0].text;
}

const policy = (more) => ({
  'Content-Security-Policy': `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'${more}; img-src data:`,
});

/** Pages in Chromium, of what the lockfile holds: name → how the program ran, and what is to be true of it. */
export const PAGES = {
  async 'esbuild, ESM, binaries copied beside it'(context) {
    return page(context, 'esm', { binaries: '.' });
  },
  async 'esbuild, IIFE in a classic script, option wasm'(context) {
    return page(context, 'iife', { binaries: 'assets', options: "{ wasm: '/assets/' }" });
  },
  async 'esbuild, IIFE, bytes in the bundle'(context) {
    const contents = `import { main } from './program.mjs';
import bytes from '@dl/core/tfjs-backend-wasm-simd.wasm';${shows('{ wasm: bytes }')}`;
    const loader = { '.wasm': 'binary' };
    return page(context, 'iife', {
      more: { stdin: { contents, resolveDir: context.project }, loader },
    });
  },
  async 'isolated, policy without workers'(context) {
    const headers = { ...ISOLATED, ...policy("; worker-src 'none'") };
    const result = await page(context, 'esm', { binaries: '.', headers });
    expectThat(result.threads === 1, `one thread, got ${result.threads}`);
    const loud = result.said.some((text) =>
      /threads: workers do not start.*One thread/s.test(text),
    );
    expectThat(loud, `a word on it on the console, got ${result.said}`);
    return result;
  },
  async 'isolated, policy with workers of files only'(context) {
    const headers = { ...ISOLATED, ...policy("; worker-src 'self'") };
    return threaded(await page(context, 'esm', { binaries: '.', headers }));
  },
  async 'isolated, IIFE, workers of the text'(context) {
    const options = "{ wasm: '/assets/' }";
    return threaded(
      await page(context, 'iife', { binaries: 'assets', options, headers: ISOLATED }),
    );
  },
  async 'not isolated, policy without workers of blobs'(context) {
    const options = '{ threads: 2 }';
    const result = await page(context, 'esm', { binaries: '.', headers: policy(''), options });
    expectThat(result.threads === 1, `one thread, got ${result.threads}`);
    const told = result.tried.some((text) =>
      /threads: .*cross-origin isolated, got none/.test(text),
    );
    expectThat(told, `a word on it, got ${result.tried}`);
    return result;
  },
  async 'a binary that nobody sends: cpu where it is installed, and a word on the console'(
    context,
  ) {
    const project = context.withCpu;
    const result = await page({ ...context, project }, 'esm', { limit: 60_000 });
    const loud = result.said.some((text) => /got status 404.*say where: setup/s.test(text));
    expectThat(result.backend === 'cpu', `cpu, got ${result.backend}`);
    expectThat(loud, `a warning, got ${result.said}`);
    return { ...result, backend: 'wasm' };
  },
  async 'a binary that nobody sends, and no other backend: an error that says what to do'(context) {
    const failed = await page(context, 'esm', { limit: 60_000 }).catch((error) => error);
    const says =
      /none:.*status 404.*say where: setup.*npm install @tensorflow\/tfjs-backend-cpu@4/s;
    expectThat(says.test(failed.message), `what to do, got ${failed.message}`);
    return { backend: 'wasm', learns: true, threads: 1 };
  },
};

/** Those that take their time: what they wait for never answers. */
export const SLOW_PAGES = {
  async 'a binary that never comes: cpu after 30 s'(context) {
    const options = "{ wasm: '/mute/' }";
    const project = context.withCpu;
    const result = await page({ ...context, project }, 'esm', { options, limit: 90_000 });
    expectThat(result.backend === 'cpu', `cpu, got ${result.backend}`);
    expectThat(/within 30 s/.test(result.tried.at(-1)), `a word on it, got ${result.tried}`);
    return { ...result, backend: 'wasm' };
  },
};

/** A result of as many threads, whose workers have worked; four are the cores that `visit` shows. */
export function threaded(result, count = 4) {
  expectThat(result.threads === count, `${count} threads, got ${result.threads}`);
  expectThat(result.calls > 0, 'work for workers, got none');
  return result;
}

/** @throws Error where it is not so */
export function expectThat(right, what) {
  if (!right) throw new Error(`expected ${what}`);
}

let pages = 0;

async function page({ project, browser }, format, { options, headers, more, limit, binaries }) {
  const folder = path.join(project, `page-${pages++}`);
  const code = await bundle(project, format, options, more);
  await makePage(folder, { code, module: format === 'esm', binaries });
  const server = await serveFiles(folder, { headers, silent: /mute/ });
  try {
    return await visit(browser, `${server.url}/index.html`, limit);
  } finally {
    await server.close();
  }
}
