/**
 * A newcomer, who follows the guide «Your own data» and nothing else: from an empty folder to a model that is trained on a CSV
 * file, saved, loaded by another program, and predicts. The commands and programs are those of the guide.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';
import { run } from '../run.mjs';
import { serveFiles } from '../serve-files.mjs';
import { Row } from './cells.mjs';
import { toCjs, toEsm } from './readme.mjs';
import { install } from './use-package.mjs';

export const NEWCOMER_COLUMNS = ['installs', 'Node ESM', 'Node CJS', 'Vite page'];

/** What the guide says to do: its commands, the two programs, and what differs in a page. */
export async function readGuide(root) {
  const docs = path.join(root, 'docs');
  const text = await readFile(path.join(docs, 'guide/own-data.md'), 'utf8');
  const commands = /^```sh\n(.*?)^```/ms.exec(text)?.[1].trim().split('\n') ?? [];
  const names = commands
    .at(-1)
    ?.replace(/^npm install /, '')
    .split(' ');
  const snippet = async (name) => {
    if (!text.includes(`\n<<< @/snippets/${name}\n`))
      throw new Error(`guide/own-data.md: expected it to show ${name}, got another guide`);
    return readFile(path.join(docs, 'snippets', name), 'utf8');
  };
  return {
    commands: commands.slice(1, -1),
    install: names,
    train: await snippet('own-data.ts'),
    predict: await snippet('own-data/predict.mjs'),
    read: await snippet('own-data/page-read.js'),
    store: await snippet('own-data/page-store.js'),
  };
}

function regionOf(code, name) {
  const [, region] =
    new RegExp(`// #region ${name}\n(.*?)// #endregion ${name}\n`, 's').exec(code) ?? [];
  if (region === undefined) throw new Error(`guide: expected a region ${name}, got none`);
  return region;
}

/** The programs as the guide says to change them for a page. */
export function forPage({ train, predict, read, store }) {
  const inStore = (code) => {
    const changed = code.replace("'weather.safetensors'", 'store');
    if (changed === code) throw new Error("guide: expected 'weather.safetensors', got none");
    return `${store}\n${changed}`;
  };
  const own = train
    .replace(/^import .* from 'node:fs\/promises';\n/m, '')
    .replace(regionOf(train, 'read'), read);
  return { train: inStore(own), predict: inStore(predict) };
}

/** Does all that, from the copy of the repository in `root`. */
export async function useGuide(root, { registry, folder, browser, signal }) {
  const row = new Row('guide/own-data');
  const project = path.join(folder, 'weather');
  await mkdir(project, { recursive: true });
  let guide;
  const installed = await row.fill('installs', async () => {
    guide = await readGuide(root);
    await writeFile(path.join(project, '.npmrc'), registry.npmrc);
    for (const command of guide.commands) await must('sh', ['-c', command], project, signal);
    await install(project, guide.install, signal);
  });
  if (!installed) return row;
  const inNode = async (extension, convert) => {
    const said = [];
    for (const name of ['train', 'predict']) {
      const file = `${name}.${extension}`;
      await writeFile(path.join(project, file), await convert(guide[name]));
      said.push(await must(process.execPath, [file], project, signal));
    }
    return expectLearnt(...said);
  };
  // Not even types are taken away: it is to be saved as it stands.
  await row.fill('Node ESM', () => inNode('mjs', (code) => code));
  await row.fill('Node CJS', () => inNode('cjs', async (code) => toCjs(await toEsm(code))));
  await row.fill('Vite page', () => inPage(project, forPage(guide), browser));
  return row;
}

async function must(command, args, cwd, signal) {
  const { code, output } = await run(command, args, { cwd, signal });
  if (code !== 0) throw new Error(`expected ${args.join(' ')} to work, got\n${output}`);
  return output;
}

/** The accuracy that was printed. @throws Error if it is a bad one, or the other program predicts something else than its guide */
export function expectLearnt(trained, predicted) {
  const accuracy = Number(/accuracy (0\.\d+)/.exec(trained)?.[1]);
  if (!(accuracy > 0.7)) throw new Error(`expected an accuracy above 0.7, got\n${trained}`);
  if (!/\[ ?['"]?sun['"]? ?\]|^sun$/m.test(predicted))
    throw new Error(`expected sun, got\n${predicted}`);
  return `${(100 * accuracy).toFixed(1)}%`;
}

/** Two pages of one site: the second is opened when the first is gone. */
async function inPage(project, programs, browser) {
  const input = {};
  for (const [name, code] of Object.entries(programs)) {
    const done = '\nconsole.log("DONE");\n';
    await writeFile(path.join(project, `${name}-page.js`), `${code}${done}`);
    const page = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/${name}-page.js"></script>\n`;
    input[name] = path.join(project, `${name}.html`);
    await writeFile(input[name], page);
  }
  const settings = { target: 'es2022', rollupOptions: { input } };
  await build({ root: project, configFile: false, logLevel: 'error', build: settings });
  const server = await serveFiles(path.join(project, 'dist'));
  const context = await browser.newContext();
  try {
    const said = [];
    for (const name of Object.keys(programs)) {
      said.push(await openPage(context, `${server.url}/${name}.html`));
    }
    return expectLearnt(...said);
  } finally {
    await context.close();
    await server.close();
  }
}

async function openPage(context, url) {
  const page = await context.newPage();
  const said = [];
  try {
    await new Promise((resolve, reject) => {
      page.on('pageerror', (error) => reject(new Error(`${url}: ${error.stack ?? error}`)));
      page.on('console', (message) => {
        said.push(message.text());
        if (message.text() === 'DONE') resolve();
        if (message.type() === 'error') reject(new Error(`${url}: ${message.text()}`));
      });
      setTimeout(
        () => reject(new Error(`${url}: expected an end in 120 s, got none`)),
        120_000,
      ).unref();
      page.goto(url).catch(reject);
    });
    return said.join('\n');
  } finally {
    await page.close();
  }
}
