/**
 * Measures what a page loads and what an install costs, and writes both into the guide, in both languages:
 * `node tools/page-sizes.mjs` (after a build; it asks npm for packages).
 *
 * A page is a program of `packages/NAME/size` that starts, built by Vite and opened in Chromium: what the server sends is
 * compressed with gzip and added up. An install is npm's, of the packed packages, in an empty folder.
 */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as bundle } from 'esbuild';
import { chromium } from 'playwright';
import { build } from 'vite';
import budgets from '../.size-limit.mjs';
import { CHROMIUM_FLAGS, findChromium } from './chromium.mjs';
import { install } from './release/use-package.mjs';
import { inWorkFolder } from './release/work-folder.mjs';
import { ROOT, run } from './run.mjs';
import { serveFiles } from './serve-files.mjs';
import { fillSizes } from './size-tables.mjs';

const PROGRAMS = {
  dense: 'core/size/dense.ts',
  convolutional: 'core/size/convolutional.ts',
  lstm: 'lstm-gru/size/lstm.ts',
  attend: 'attention/size/attend.ts',
};
const TFJS = '@tensorflow/tfjs-core@4.22.0';
/** What is installed beside core, and what each adds. */
const INSTALLS = {
  least: [],
  cpu: ['@tensorflow/tfjs-backend-cpu@4.22.0'],
  webgpu: ['@tensorflow/tfjs-backend-webgpu@4.22.0'],
  dawn: ['@tensorflow/tfjs-backend-webgpu@4.22.0', 'webgpu@0.6.2'],
};

/** Bytes that a page loads, by what they are of. */
async function pageSizes(folder, browser, program) {
  const code = `import * as used from ${JSON.stringify(path.join(ROOT, 'packages', program))};
import { setup } from '@dl/core';
globalThis.used = used;
setup().then(({ backend }) => { document.documentElement.dataset.state = backend; });\n`;
  const entry = path.join(ROOT, 'packages/core/node_modules/.page-sizes.mjs'); // core is found from there
  await writeFile(entry, code);
  const bundled = build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: entry,
        output: { entryFileNames: 'main.js' },
      },
    },
  });
  await bundled.finally(() => rm(entry));
  await writeFile(
    path.join(folder, 'index.html'),
    '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/main.js"></script>',
  );
  const server = await serveFiles(folder);
  const page = await browser.newPage();
  try {
    const sizes = { script: 0, backend: 0, binary: 0 };
    const reads = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      const kind = [
        [/\.wasm$/, 'binary'],
        [/tfjs-backend-wasm/, 'backend'],
        [/\.js$/, 'script'],
      ].find(([name]) => name.test(pathname))?.[1];
      if (kind === undefined) return;
      reads.push(
        response.body().then((body) => {
          sizes[kind] += gzipSync(body, { level: 9 }).length;
        }),
      );
    });
    await page.goto(`${server.url}/index.html`);
    await page.waitForSelector('html[data-state=wasm]', { state: 'attached', timeout: 60_000 });
    await Promise.all(reads);
    const { script, ...rest } = sizes;
    const ours = await oursOf(program);
    return { ours, tfjs: script - ours, ...rest };
  } finally {
    await page.close();
    await server.close();
  }
}

/** What of it is ours: as its budget is measured (.size-limit.mjs). */
async function oursOf(program) {
  const [{ modifyEsbuildConfig }] = budgets;
  const { outputFiles } = await bundle(
    modifyEsbuildConfig({
      entryPoints: [path.join(ROOT, 'packages', program)],
      bundle: true,
      minify: true,
      write: false,
      logLevel: 'error',
    }),
  );
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

/** Packages and bytes on disk of what npm installs. */
async function installSize(folder, tarball, more, signal) {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }');
  await install(folder, [tarball, TFJS, ...more], signal);
  const modules = path.join(folder, 'node_modules');
  let [packages, bytes] = [0, 0];
  for (const entry of await readdir(modules, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    bytes += (await stat(file)).size;
    const inside = path.relative(modules, file).split(`node_modules${path.sep}`).at(-1);
    if (/^(@[^/\\]+[/\\])?[^/\\]+[/\\]package\.json$/.test(inside)) packages++;
  }
  return { packages, bytes };
}

async function measure({ folder, signal, onClose }) {
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  onClose(() => browser.close());
  const pages = {};
  for (const [name, program] of Object.entries(PROGRAMS)) {
    pages[name] = await pageSizes(path.join(folder, name), browser, program);
  }
  const pnpm = path.join(ROOT, 'tools/node_modules/.bin/pnpm');
  const core = path.join(ROOT, 'packages/core');
  const { code, output } = await run(pnpm, ['pack', '--pack-destination', folder], { cwd: core });
  if (code !== 0) throw new Error(output);
  const [tarball] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
  const installs = { core: { bytes: (await stat(path.join(folder, tarball))).size } };
  for (const [name, more] of Object.entries(INSTALLS)) {
    const own = path.join(folder, `install-${name}`);
    installs[name] = await installSize(own, path.join(folder, tarball), more, signal);
  }
  return { pages, installs };
}

const sizes = await inWorkFolder(measure);
console.log(JSON.stringify(sizes, null, 2));
for (const language of ['', 'ja/']) {
  const file = path.join(ROOT, `docs/${language}guide/browser.md`);
  await writeFile(file, fillSizes(await readFile(file, 'utf8'), sizes));
}
process.exit(0);
