import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveFiles } from '../../tools/serve-files.mjs';
import { launch } from './visit';

const DOCS = fileURLToPath(new URL('..', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const SNIPPETS = path.join(DOCS, 'snippets');

/** What each program of a folder prints, as regular expressions: `prints.json`. Files that only others import have no entry. */
function programsOf(): Record<string, RegExp[]> {
  const files = readdirSync(SNIPPETS, { recursive: true, encoding: 'utf8' });
  const lists = files.filter((file) => path.basename(file) === 'prints.json');
  const programs = lists.flatMap((list) => {
    const own: Record<string, string[]> = JSON.parse(
      readFileSync(path.join(SNIPPETS, list), 'utf8'),
    );
    return Object.entries(own).map(([file, prints]) => {
      const name = path.posix.join(path.dirname(list).replaceAll('\\', '/'), file);
      return [name, prints.map((print) => new RegExp(print, 'm'))] as const;
    });
  });
  return Object.fromEntries(programs);
}
const PROGRAMS = programsOf();

/** For pages: types are checked here. The playground's tests run workers, `pnpm check:starts` gives addresses. */
const IN_BROWSERS = [
  ...['browser/main.ts', 'browser/worker.ts', 'recipes/address.ts'],
  ...['page', 'worker', 'of-worker', 'use-training-react', 'use-training-vue'].map(
    (name) => `report/${name}.ts`,
  ),
];

let folder: string;
beforeAll(async () => {
  // Where Node finds the packages that the programs import: as their reader's would.
  folder = await mkdtemp(path.join(DOCS, 'node_modules/.snippets-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(path.join(DOCS, 'weather.safetensors'), { force: true });
});

async function run(name: string): Promise<string> {
  const outfile = path.join(folder, `${name}.mjs`);
  await build({
    entryPoints: [path.join(DOCS, 'snippets', name)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    alias: {
      '@dl/lessons': path.join(ROOT, 'packages/lessons/src'),
      '@dl/datasets/files': path.join(ROOT, 'packages/datasets/src/doors/files.ts'),
      '@dl/datasets': path.join(ROOT, 'packages/datasets/src/index.ts'),
    },
    tsconfigRaw: '{}',
    logLevel: 'error',
  });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [outfile], { cwd: DOCS });
  expect(stderr).toBe('');
  return stdout;
}

describe('the programs of the pages', () => {
  test('are all run here', async () => {
    const files = await readdir(path.join(DOCS, 'snippets'), { recursive: true });
    const programs = files
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => /\.ts$/.test(file));
    expect(programs.sort()).toEqual([...Object.keys(PROGRAMS), ...IN_BROWSERS].sort());
  });

  test.concurrent.each(Object.entries(PROGRAMS))('%s', async (name, prints) => {
    const output = await run(name);
    for (const pattern of prints) expect(output).toMatch(pattern);
    const program = await readFile(path.join(DOCS, 'snippets', name), 'utf8');
    // An error that a comment quotes is the one that comes.
    for (const [, quoted] of program.matchAll(/^\/\/ (\w+Error: .*)$/gm)) {
      expect(output.split('\n')).toContain(quoted);
    }
  });

  test('the first one is the one of the READMEs', async () => {
    const program = await readFile(path.join(DOCS, 'snippets/first-program.ts'), 'utf8');
    for (const readme of ['README.md', 'packages/rnn/README.md'])
      expect(await readFile(path.join(ROOT, readme), 'utf8')).toContain(program);
  });

  test('a bundle may hold the binary', async () => {
    const outfile = path.join(folder, 'bytes.mjs');
    await build({
      entryPoints: [path.join(DOCS, 'snippets/recipes/bytes.js')],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      loader: { '.wasm': 'binary' },
      target: 'es2022',
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      logLevel: 'error',
    });
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [outfile], {
      cwd: DOCS,
    });
    expect([stdout, stderr]).toEqual(['wasm\n', '']);
  });

  test('the plain page trains', async () => {
    const [browser, site] = await Promise.all([
      launch(),
      serveFiles([path.join(DOCS, 'snippets'), DOCS]),
    ]);
    try {
      const page = await browser.newPage();
      await page.goto(`${site.url}/page.html`);
      await page.locator('#log', { hasText: /300 0\.00\d/ }).waitFor();
    } finally {
      await browser.close();
      await site.close();
    }
  });
});

describe('the pages', () => {
  test('take every program from a file', async () => {
    const files = await readdir(DOCS, { recursive: true });
    const pages = files.filter((file) => /^(ja\/)?(guide|chapters)\/[^/]+\.md$/.test(file));
    expect(pages.length).toBeGreaterThanOrEqual(28);
    for (const page of pages) {
      const text = await readFile(path.join(DOCS, page), 'utf8');
      const written = [...text.matchAll(/^```(?:ts|js|html)\n[\s\S]*?^```/gm)].map(
        ([code]) => code,
      );
      expect(written, page).toEqual([]);
    }
  });
});
