import { execFile } from 'node:child_process';
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

/** What each program prints, and how its run is kept short. Files that only others import have no entry of their own. */
const PROGRAMS: Record<string, { prints: RegExp[]; env?: Record<string, string> }> = {
  'first-program.ts': { prints: [/^100 0\.02\d/m, /^200 0\.01\d/m, /^300 0\.007\d/m] },
  'use-model.ts': {
    prints: [
      /wasm true 1 \[ '@dl\/core' \]/,
      /cells\.0\.recurrent\.weight/,
      /\[ 1, 3, 16 \]/,
      /^0$/m,
    ],
  },
  'checkpoint.ts': { prints: [/^true 0\.\d+$/m] },
  'layer.ts': { prints: [/layers\.0\.gate\.weight/, /^300 0\.000/m] },
  'op.ts': { prints: [/^true /m] },
  'errors.ts': { prints: [/^0\n\[ 0, 2 \] .*\[ 0 \].*\[ NaN \]\n.*\[ -0\.5, 0\.5, 0, 0 \]$/m] },
  'memory.ts': { prints: [/^0$/m] },
  'large-models.ts': { prints: [/^20 [01]\./m] },
  'backend.ts': { prints: [/^true$/m] },
  'pytorch.ts': { prints: [/\[ 8, 4 \] \[ 4, 8 \]/, /^3 16$/m] },
  'tfjs.ts': { prints: [/^true$/m] },
  'keras.ts': { prints: [/'layers\.out\.weight'/, /^2 \[ 4\.5, 5 \]$/m] },
  'rnn/train-addition.ts': { prints: [/^exact: 1$/m] },
  'rnn/bptt-by-hand.ts': { prints: [/Wx true\nWh true\nWy true/] },
  'rnn/sequences.ts': { prints: [/\[ 4, 10, 16 \] 2/, /8 10 \[ 4, 2, 16 \]/, /\[ 4, 10, 32 \]/] },
  'lstm-gru/options.ts': {
    prints: [
      /\[ 4, 10, 16 \] \[ 4, 16 \] \[ 4, 16 \]/,
      /cells\.0\.peephole/,
      /^3\n\{ missing: \[\], unexpected: \[\] \}$/m,
    ],
  },
  'lstm-gru/lstm-by-hand.ts': { prints: [/^(∂L\/∂[WUbhc] true\n){5}$/] },
  'bidirectional/both.ts': {
    prints: [/\[ 4, 10, 16 \] 2\n0\nfalse true\n/, /^Gru\.step: expected one direction/m],
  },
  'attention/scores.ts': { prints: [/\[ 2, 5, 16 \] \[ 2, 5, 7 \] true/, /\[ 2, 5, 16 \] true/] },
  'attention/heads.ts': { prints: [/^true\n4224 2640$/m, /\[ 2, 4, 6, 8 \] true/] },
  'attention/positions.ts': {
    prints: [/^(-?\d+\.\d+) \1 /m, /^0\.04 0\.06 0\.07 0\.09 0\.12 0\.16 0\.20 0\.26$/m],
  },
};

/** For pages: types are checked here. The playground's tests run workers, `pnpm check:starts` gives addresses. */
const IN_BROWSERS = ['browser/main.ts', 'browser/worker.ts', 'recipes/address.ts'];

let folder: string;
beforeAll(async () => {
  // Where Node finds the packages that the programs import: as their reader's would.
  folder = await mkdtemp(path.join(DOCS, 'node_modules/.snippets-'));
});
afterAll(() => rm(folder, { recursive: true }));

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
      '@dl/datasets': path.join(ROOT, 'packages/datasets/src/browser.ts'),
    },
    tsconfigRaw: '{}',
    logLevel: 'error',
  });
  const env = { ...process.env, ...PROGRAMS[name]?.env };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [outfile], { env });
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

  test.concurrent.each(Object.entries(PROGRAMS))('%s', async (name, { prints }) => {
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
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [outfile]);
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
