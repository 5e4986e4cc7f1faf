/**
 * Builds the site into docs/.vitepress/dist: `pnpm site:build`.
 *
 * The playground and what it needs, the API reference, the pages, and the playground beside them in play/; then every link
 * of every page is followed. SITE_URL says where it is served (site-address.mjs).
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { checkLinks } from './check-links.mjs';
import { ROOT, run } from './run.mjs';
import { siteBase } from './site-address.mjs';

const DOCS = path.join(ROOT, 'docs');
const DIST = path.join(DOCS, '.vitepress/dist');
const PLAY = path.join(ROOT, 'apps/playground/dist');

/** Runs one part, and says how long it took; on failure its output, and the end. */
async function step(name, work) {
  const start = performance.now();
  try {
    const note = await work();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${name}: ${seconds} s${note ? `, ${note}` : ''}`);
  } catch (error) {
    console.error(`build-site: ${name}: ${error.message}`);
    process.exit(1);
  }
}

async function must(command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`expected success, got exit code ${code}\n${output.trim()}`);
  return output;
}

async function buildPlayground() {
  const bins = ['node_modules/.bin', 'tools/node_modules/.bin'].map((bin) => path.join(ROOT, bin));
  const turbo = path.join(ROOT, 'node_modules/turbo/bin/turbo');
  const filters = ['--filter=@dl/playground', '--filter=@dl/docs^...'];
  const args = [turbo, 'run', 'build', ...filters, '--cache-dir=node_modules/.cache/turbo'];
  await must(process.execPath, args, {
    env: {
      PATH: [...bins, process.env.PATH].join(path.delimiter),
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_NO_UPDATE_NOTIFIER: '1',
      npm_config_verify_deps_before_run: 'false',
    },
  });
  if (!existsSync(path.join(PLAY, 'index.html'))) {
    throw new Error(`expected apps/playground/dist/index.html, got no such file`);
  }
}

async function makeApi() {
  await rm(path.join(DOCS, 'api'), { recursive: true, force: true });
  const bin = path.join(DOCS, 'node_modules/typedoc/bin/typedoc');
  const output = await must(process.execPath, [bin, '--options', 'typedoc/options.mjs'], {
    cwd: DOCS,
    env: { NO_COLOR: '1' },
  });
  const warnings = output.split('\n').filter((line) => line.includes('[warning]'));
  for (const warning of warnings) console.error(`typedoc: ${warning}`);
}

async function makePages() {
  const bin = path.join(DOCS, 'node_modules/vitepress/bin/vitepress.js');
  await must(process.execPath, [bin, 'build', '.'], { cwd: DOCS });
  await mkdir(path.join(DIST, 'play'), { recursive: true });
  await cp(PLAY, path.join(DIST, 'play'), { recursive: true });
}

async function followLinks() {
  const { problems, pages, links } = await checkLinks(DIST, siteBase());
  if (problems.length > 0) {
    throw new Error(`${problems.length} dead links:\n${problems.join('\n')}`);
  }
  return `${links} links of ${pages} pages`;
}

await step('packages and playground', buildPlayground);
await step('API reference', makeApi);
await step('pages', makePages);
await step('links', followLinks);
