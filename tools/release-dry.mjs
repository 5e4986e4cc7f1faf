/**
 * A release, rehearsed: `pnpm release:dry`. In a copy of the repository versions are set and everything is published to a
 * registry on this machine. Then each package is installed by itself into an empty project, as its README says, and its
 * README's program runs in Node (ESM and CommonJS), bundled in Chromium, and through the type checker; each of
 * `examples/` is installed and run; and a newcomer follows the guide «Your own data». Prints a table; ends with 1 where a cell is ✗. The checkout stays as it is.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright';
import { build } from './bootstrap.mjs';
import { CHROMIUM_FLAGS, findChromium } from './chromium.mjs';
import { renderProblems, renderTable } from './release/cells.mjs';
import { copyRepository, findVersionProblems, publishedUnits } from './release/copy-repository.mjs';
import { EXAMPLE_COLUMNS, examplesOf, useExample } from './release/examples.mjs';
import { NEWCOMER_COLUMNS, useGuide } from './release/newcomer.mjs';
import { publishTo, setVersions } from './release/publish-dry.mjs';
import { startRegistry } from './release/registry.mjs';
import { PACKAGE_COLUMNS, usePackage } from './release/use-package.mjs';
import { inWorkFolder } from './release/work-folder.mjs';

async function releaseDry({ folder, signal, onClose }) {
  const step = (what, work) => timed(what, work, signal);
  await step('building', () => build(['--filter=./packages/*']));
  const below = async (name) => {
    await mkdir(path.join(folder, name));
    return path.join(folder, name);
  };
  const copy = await below('repository');
  await step('setting versions in a copy', async () => {
    await copyRepository(copy, { signal });
    await setVersions(copy, { signal });
  });
  const versionProblems = await findVersionProblems(copy);
  const registry = await step('starting a registry', async () =>
    startRegistry(await below('registry')),
  );
  onClose(registry.close);
  const tarballs = await step('publishing', async () =>
    publishTo(registry, copy, await below('tarballs'), { signal }),
  );
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: CHROMIUM_FLAGS,
    handleSIGINT: false, // or it would be gone while its pages are still waited for
    handleSIGTERM: false,
  });
  onClose(() => browser.close());
  const context = { registry, browser, signal };

  const packages = [];
  const projects = await below('projects');
  for (const unit of await publishedUnits(copy)) {
    const use = () => usePackage(unit, tarballs.get(unit.name), { ...context, folder: projects });
    packages.push(await step(unit.pkg.name, use));
  }
  const examples = [];
  const copies = await below('examples');
  for (const example of await examplesOf(copy)) {
    const use = () => useExample(example, { ...context, folder: copies });
    examples.push(await step(`examples/${example.name}`, use));
  }
  const guides = [];
  const newcomer = await below('newcomer');
  guides.push(
    await step('a newcomer, by the guide', () => useGuide(copy, { ...context, folder: newcomer })),
  );
  console.log(`\n${renderTable('package', PACKAGE_COLUMNS, packages)}`);
  console.log(`\n${renderTable('example', EXAMPLE_COLUMNS, examples)}`);
  console.log(`\n${renderTable('guide', NEWCOMER_COLUMNS, guides)}`);
  return [
    ...versionProblems.map((problem) => `✗ versions: ${problem}`),
    ...renderProblems([...packages, ...examples, ...guides]),
  ];
}

async function timed(what, work, signal) {
  const start = Date.now();
  const result = await work();
  signal.throwIfAborted();
  process.stderr.write(`${what}: ${((Date.now() - start) / 1000).toFixed(1)} s\n`);
  return result;
}

const start = Date.now();
const problems = await inWorkFolder(releaseDry).catch((error) => [`✗ ${error.message}`]);
for (const problem of problems) console.log(`\n${problem}`);
const seconds = ((Date.now() - start) / 1000).toFixed(0);
console.log(
  `\nrelease:dry: ${problems.length === 0 ? 'ready to be released' : `${problems.length} problems`}, ${seconds} s`,
);
process.exit(problems.length === 0 ? 0 : 1);
