import { cp, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../run.mjs';
import { Row } from './cells.mjs';
import { install } from './use-package.mjs';
import { visit } from './visit.mjs';

export const EXAMPLE_COLUMNS = ['installs', 'builds', 'runs', 'learns'];

/** How each example is built and run, and the figure that it must show in the end. */
const EXAMPLES = {
  'node-script': {
    run: runInNode,
    shows: /accuracy on new points: (?<figure>[\d.]+)%/,
    least: 95,
  },
  'vite-app': {
    build: 'build',
    run: (folder, context) => runInBrowser(path.join(folder, 'dist'), context),
    shows: /step 1200: (?<figure>[\d.]+)% right/,
    least: 95,
  },
  'plain-html': {
    run: runInBrowser,
    shows: /step 1000: off by (?<figure>[\d.]+)/,
    most: 0.1,
  },
};

/** The examples of the workspace in `root`; throws where one is not known here, or not there. */
export async function examplesOf(root) {
  const entries = await readdir(path.join(root, 'examples'), { withFileTypes: true });
  const found = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const known = Object.keys(EXAMPLES).sort();
  if (found.join() !== known.join())
    throw new Error(`release: examples/: expected ${known.join(', ')}, got ${found.join(', ')}`);
  return found.map((name) => ({ name, folder: path.join(root, 'examples', name) }));
}

/** Copies an example out, installs it and runs it. */
export async function useExample({ name, folder: source }, { registry, folder, browser, signal }) {
  const example = EXAMPLES[name];
  const row = new Row(`examples/${name}`);
  const project = path.join(folder, name);
  await cp(source, project, { recursive: true });
  await writeFile(path.join(project, '.npmrc'), registry.npmrc);
  if (!(await row.fill('installs', () => install(project, [], signal)))) return row;
  if (example.build) {
    const built = await row.fill('builds', async () => {
      await runScript(project, example.build, signal);
    });
    if (!built) return row;
  }
  let text = '';
  const ran = await row.fill('runs', async () => {
    text = await example.run(project, { browser, signal });
  });
  if (!ran) return row;
  await row.fill('learns', (add) => {
    const { figure } = example.shows.exec(text)?.groups ?? {};
    const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = example;
    if (figure === undefined) add(`expected ${example.shows}, got\n${text}`);
    else if (!(Number(figure) >= least)) add(`expected at least ${least}, got ${figure}`);
    else if (!(Number(figure) <= most)) add(`expected at most ${most}, got ${figure}`);
    return figure;
  });
  return row;
}

async function runScript(project, script, signal) {
  const env = { npm_config_loglevel: 'error' };
  const { code, output } = await run('npm', ['run', script], { cwd: project, env, signal });
  if (code !== 0) throw new Error(`expected npm run ${script} to work, got\n${output}`);
  return output;
}

async function runInNode(project, { signal }) {
  return runScript(project, 'start', signal);
}

/** What the page says in the end; every canvas on it must show something. */
async function runInBrowser(folder, { browser }) {
  const { problem, seen } = await visit(browser, folder, (page) => page.evaluate(LOOK));
  if (problem) throw new Error(problem);
  for (const { id, colors } of seen.canvases) {
    if (colors < 3) throw new Error(`#${id}: expected a drawing, got ${colors} colours`);
  }
  return seen.status;
}

const LOOK = `({
  status: document.getElementById('status').value,
  canvases: [...document.querySelectorAll('canvas')].map((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return { id: canvas.id, colors: new Set(new Uint32Array(data.buffer)).size };
  }),
})`;
