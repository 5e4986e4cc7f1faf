import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT, run } from '../run.mjs';
import { serveFiles } from '../serve-files.mjs';
import { asCommonJs, printed } from './node-hosts.mjs';
import { shows, threaded, visit } from './pages.mjs';
import { PRINTS, PROGRAM, resultIn } from './project.mjs';
import { inOwnWorkers } from './threads.mjs';

const PNPM = path.join(ROOT, 'tools/node_modules/.bin/pnpm');
const TFJS = '@tensorflow/tfjs-core@4.22.0';
const entry = `import { main } from './program.mjs';\n${PRINTS}`;
const threadedEntry = entry.replace('main()', 'main({ threads: 3 })');
const pageEntry = `import { main } from './program.mjs';${shows()}`;

/**
 * Hosts that come from npm, each in a folder of its own with core as it is packed: name → how the program ran. `folder`
 * is where they are installed.
 */
export function installedHosts({ folder, browser, signal }) {
  let packed;
  /** core's tarball, as pnpm packs it for npm. */
  const tarball = () => {
    packed ??= (async () => {
      const args = ['pack', '--pack-destination', folder];
      await printed(PNPM, args, { cwd: path.join(ROOT, 'packages/core'), signal, env: QUIET });
      const [name] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
      return path.join(folder, name);
    })();
    return packed;
  };

  /** An empty project with core and `packages`. */
  async function project(name, packages, { pnpm = false, type = 'commonjs' } = {}) {
    const own = path.join(folder, name);
    await mkdir(own, { recursive: true });
    const manifest = { name, private: true, type };
    await writeFile(path.join(own, 'package.json'), JSON.stringify(manifest));
    await writeFile(path.join(own, 'program.mjs'), PROGRAM);
    const wanted = [await tarball(), TFJS, ...packages];
    if (pnpm) await printed(PNPM, ['add', ...wanted], { cwd: own, signal, env: QUIET });
    else {
      const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
      await printed('npm', ['install', ...wanted, ...quiet], { cwd: own, signal });
    }
    const inside = (file) => path.join(own, file);
    const put = (file, text) => writeFile(inside(file), text);
    const bin = (command, args, env) =>
      printed(inside(`node_modules/.bin/${command}`), args, { cwd: own, signal, env });
    return { own, inside, put, bin };
  }

  const inPage = async (at) => {
    const server = await serveFiles(at);
    try {
      return await visit(browser, `${server.url}/index.html`);
    } finally {
      await server.close();
    }
  };

  const jest = async (name, packages, file, text, config) => {
    const { put, bin, own } = await project(name, ['jest@30', ...packages]);
    await put(file, text);
    await put('jest.config.json', JSON.stringify({ rootDir: own, watchman: false, ...config }));
    return resultIn(await bin('jest', ['-i', '--config', 'jest.config.json']));
  };
  const tests = `
test('starts', async () => {
  const result = await main();
  process.stdout.write('START ' + JSON.stringify(result) + '\\n');
});\n`;

  const next = async (name, pnpm) => {
    const packages = ['next@16', 'react@19', 'react-dom@19'];
    const { own, inside, put, bin } = await project(name, packages, { pnpm, type: 'module' });
    await mkdir(inside('app/server'), { recursive: true });
    await put(
      'next.config.mjs',
      `export default { turbopack: { root: ${JSON.stringify(own)} } };\n`,
    );
    await put(
      'app/layout.js',
      'export default function Layout({ children }) { return <html><body>{children}</body></html>; }\n',
    );
    await put(
      'app/page.js',
      `'use client';
import { useEffect } from 'react';
import { main } from '../program.mjs';
export default function Page() {
  useEffect(() => {${shows()}}, []);
  return <p>page</p>;
}\n`,
    );
    await put(
      'app/server/route.js',
      `import { main } from '../../program.mjs';
export const dynamic = 'force-dynamic';
export const GET = async () => new Response('START ' + JSON.stringify(await main()));\n`,
    );
    const env = { NEXT_TELEMETRY_DISABLED: '1' };
    await bin('next', ['build'], env);
    const end = new AbortController();
    const args = [inside('node_modules/next/dist/bin/next'), 'start', '-p', '4173'];
    const running = run(process.execPath, args, { cwd: own, env, signal: end.signal });
    try {
      const server = resultIn(await answerOf('http://127.0.0.1:4173/server'));
      const page = await visit(browser, 'http://127.0.0.1:4173/');
      return worst(server, page);
    } finally {
      end.abort();
      await running;
    }
  };

  return {
    async 'Jest, jsdom'() {
      const text = `/** @jest-environment jsdom */\n${asCommonJs(PROGRAM, tests)}`;
      return jest('jest-jsdom', ['jest-environment-jsdom@30'], 'start.test.js', text, {});
    },
    async 'ts-jest'() {
      const text = PROGRAM.replace('main(options)', 'main(options?: object)') + tests;
      const packages = ['ts-jest@29', 'typescript@5.9.3', '@types/jest@30', '@types/node@20'];
      const preset = { preset: 'ts-jest' };
      return jest('ts-jest', packages, 'start.test.ts', text, preset);
    },
    async Vitest() {
      const { put, bin } = await project('vitest', ['vitest@4', 'jsdom@26']);
      const imports = "import { test } from 'vitest';\nimport { main } from './program.mjs';";
      await put('node.test.mjs', `${imports}${tests}`);
      await put('jsdom.test.mjs', `// @vitest-environment jsdom\n${imports}${tests}`);
      const results = [];
      for (const environment of ['node', 'jsdom']) {
        results.push(resultIn(await bin('vitest', ['run', `${environment}.test.mjs`])));
      }
      return worst(...results);
    },
    async 'webpack, server and page'() {
      const { inside, put, bin } = await project('webpack', ['webpack@5', 'webpack-cli@6']);
      await put('server.mjs', entry);
      await put('page.mjs', pageEntry);
      await put(
        'webpack.config.js',
        `const shared = { mode: 'production', performance: { hints: false } };
module.exports = [
  { ...shared, name: 'server', target: 'node', optimization: { minimize: false }, entry: './server.mjs', output: { path: __dirname + '/server', filename: 'main.js' } },
  { ...shared, name: 'page', entry: './page.mjs', output: { path: __dirname + '/page', filename: 'main.js' } },
];\n`,
      );
      await bin('webpack', []);
      const alone = path.join(folder, 'webpack-alone');
      await cp(inside('server'), alone, {
        recursive: true,
        filter: (file) => !/\.wasm$/.test(file),
      });
      const server = resultIn(
        await printed(process.execPath, [path.join(alone, 'main.js')], { cwd: '/' }),
      );
      await put('page/index.html', '<!doctype html><script defer src="main.js"></script>');
      return worst(server, await inPage(inside('page')));
    },
    async 'Rollup, binaries copied beside it'() {
      const plugins = ['@rollup/plugin-node-resolve@16', '@rollup/plugin-commonjs@28'];
      const { inside, put, bin } = await project('rollup', ['rollup@4', ...plugins]);
      await put('page.mjs', pageEntry);
      await put(
        'rollup.config.mjs',
        `import commonjs from '@rollup/plugin-commonjs';
import resolve from '@rollup/plugin-node-resolve';
export default {
  input: 'page.mjs', plugins: [resolve({ browser: true }), commonjs()],
  output: { dir: 'page', entryFileNames: 'main.js' }, onwarn() {},
};\n`,
      );
      await bin('rollup', ['-c']);
      await put('page/index.html', '<!doctype html><script type="module" src="main.js"></script>');
      const dist = inside('node_modules/@dl/core/dist');
      for (const file of await readdir(dist)) {
        if (file.endsWith('.wasm')) await cp(path.join(dist, file), inside(`page/${file}`));
      }
      return inPage(inside('page'));
    },
    async Bun() {
      const { put, bin } = await project('bun', ['bun@1']);
      await put('main.mjs', threadedEntry);
      const start = async (name) => resultIn(await bin('bun', [name]));
      return worst(threaded(await start('main.mjs'), 3), await inOwnWorkers(put, start));
    },
    async 'Deno, without permissions, and with workers of the program'() {
      const { put, bin } = await project('deno', ['deno@2']);
      await put('main.mjs', threadedEntry);
      const env = { DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' };
      const start = async (name, ...more) =>
        resultIn(await bin('deno', ['run', '--no-prompt', '--allow-env', ...more, name], env));
      const reading = (name) => start(name, '--allow-read');
      return worst(threaded(await start('main.mjs'), 3), await inOwnWorkers(put, reading));
    },
    async 'TypeScript 5.0, with and without dom'() {
      const { put, bin } = await project('typescript', ['typescript@5.0.4'], { type: 'module' });
      const code = PROGRAM.replace('main(options)', 'main(options?: SetupOptions)');
      await put('main.ts', code.replace('{ adam', '{ type SetupOptions, writeSafetensors, adam'));
      for (const [lib, skipLibCheck] of [
        ['es2022,dom', false],
        ['es2022', true],
      ]) {
        const options = `--noEmit --strict --target es2022 --module nodenext --skipLibCheck ${skipLibCheck}`;
        const args = [...options.split(' '), '--lib', lib, 'main.ts'];
        const output = await bin('tsc', args).catch((error) => error.message);
        const ours = output.split('\n').filter((line) => /@dl|main\.ts/.test(line));
        if (ours.length > 0) throw new Error(`expected no type error, got\n${ours.join('\n')}`);
      }
      return { backend: 'wasm', learns: true, threads: 1 };
    },
    'Next, npm': () => next('next-npm', false),
    'Next, pnpm': () => next('next-pnpm', true),
  };
}

const QUIET = { npm_config_verify_deps_before_run: 'false', CI: 'true' };

/** The result that is not on WASM, or else the last. */
function worst(...results) {
  return results.find(({ backend }) => backend !== 'wasm') ?? results.at(-1);
}

/** What a server says, once it listens. */
async function answerOf(url) {
  for (let tries = 0; ; tries++) {
    try {
      return await (await fetch(url)).text();
    } catch (error) {
      if (tries === 120) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
