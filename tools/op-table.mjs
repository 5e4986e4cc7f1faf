/**
 * The table of ops and backends, docs/ops.md, from the cases in packages/core/src/ops: `pnpm ops` runs them on every
 * backend and writes it, `pnpm check:ops` fails where its rows are not those of the cases.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { isMain, report } from './workspace.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CASES = 'packages/core/src/ops/matrix';
const FILE = path.join(ROOT, 'docs/ops.md');

/** The backends of the table, by the vitest projects that run on each: WebGPU in Node where there is a driver, else in Chromium. */
const PROJECTS = { wasm: ['wasm'], webgpu: ['webgpu', 'browser-webgpu'], cpu: ['cpu'] };

/** The ops in alphabetical order, with the kernels that their cases name. */
async function opsOfCases() {
  // Beside the package, where Node finds what it imports.
  const folder = await mkdtemp(path.join(ROOT, 'packages/core/.op-cases-'));
  try {
    const outfile = path.join(folder, 'cases.mjs');
    const entry = path.join(ROOT, CASES, 'all-cases.ts');
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
    });
    const { allCases } = await import(pathToFileURL(outfile));
    const ops = new Map();
    for (const { op, kernels = [] } of allCases) {
      const known = ops.get(op) ?? new Set();
      for (const kernel of kernels) known.add(kernel);
      ops.set(op, known);
    }
    return [...ops].sort(([a], [b]) => (a < b ? -1 : 1));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs all cases on one backend: by op and check (`forward`, `gradient`, …) how many passed of how many. */
async function runOn(projects) {
  const folder = await mkdtemp(path.join(tmpdir(), 'op-table-'));
  const outputFile = path.join(folder, 'report.json');
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = [
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    `${CASES}/op-matrix`,
    '--reporter',
    'json',
    '--outputFile',
    outputFile,
  ];
  try {
    // Its exit code says that a cell failed: so does the report.
    await promisify(execFile)(process.execPath, [vitest, ...args], { cwd: ROOT }).catch(() => {});
    const { testResults } = JSON.parse(await readFile(outputFile, 'utf8'));
    const cells = new Map();
    for (const { ancestorTitles, title, status } of testResults.flatMap(
      (file) => file.assertionResults,
    )) {
      const [op] = ancestorTitles;
      if (op === undefined) continue;
      const key = `${op} ${title.split(':')[0]}`;
      const { passed, of } = cells.get(key) ?? { passed: 0, of: 0 };
      cells.set(key, { passed: passed + (status === 'passed' ? 1 : 0), of: of + 1 });
    }
    return cells;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const CHECKS = ['forward', 'gradient', 'memory'];

/** Runs all cases on all backends. The results by backend, and the share of cells (op × backend) that pass. */
export async function runTable(progress = () => {}) {
  const ops = await opsOfCases();
  const results = {};
  for (const [backend, project] of Object.entries(PROJECTS)) {
    progress(backend);
    results[backend] = await runOn(project);
  }
  const passes = (op, backend) =>
    [...CHECKS, ...(backend === 'wasm' ? ['fused kernels'] : [])].every((check) => {
      const cell = results[backend].get(`${op} ${check}`);
      // A case names no kernel where there is none of ours to call.
      return cell === undefined ? check === 'fused kernels' : cell.passed === cell.of;
    });
  const cells = ops.flatMap(([op]) => Object.keys(PROJECTS).map((backend) => passes(op, backend)));
  const share = cells.filter(Boolean).length / cells.length;
  return { ops, results, share, cells: cells.length };
}

const HEAD = `# Ops and backends

Every op that \`@dl/core\` exports, on every backend: its values are those of cpu, its gradient that of central differences
(on WebGPU cpu's, of every element), and nothing is left behind, in each of its cases (\`packages/core/src/ops/*/*-cases.ts\`).
«forward», «gradient» say how many cases hold. On WASM these kernels of ours run, forward and backward; elsewhere tfjs's
kernels do. \`pnpm ops\` writes this file.

| op | wasm: forward, gradient | webgpu | cpu | fused kernels on wasm |
| --- | --- | --- | --- | --- |
`;

/** The file's text. */
function tableOf({ ops, results }) {
  const cell = (op, backend) => {
    const text = (check) => {
      const { passed = 0, of = 0 } = results[backend].get(`${op} ${check}`) ?? {};
      return passed === of && of > 0 ? `✓ ${of}` : `✗ ${passed} of ${of}`;
    };
    return `${text('forward')}, ${text('gradient')}`;
  };
  const rows = ops.map(([op, kernels]) => {
    const fused = [...kernels].map((kernel) => `\`${kernel}\``).join(' ') || '–';
    return `| ${[`\`${op}\``, cell(op, 'wasm'), cell(op, 'webgpu'), cell(op, 'cpu'), fused].join(' | ')} |`;
  });
  return `${HEAD}${rows.join('\n')}\n`;
}

/** Lines that say how docs/ops.md differs from the cases. */
async function findStale() {
  const text = await readFile(FILE, 'utf8');
  const rows = new Map(
    [...text.matchAll(/^\| `(\w+)` \|.*\| (.*) \|$/gm)].map(([, op, kernels]) => [op, kernels]),
  );
  const ops = await opsOfCases();
  const problems = [];
  for (const [op, kernels] of ops) {
    const wanted = [...kernels].map((kernel) => `\`${kernel}\``).join(' ') || '–';
    if (rows.get(op) !== wanted)
      problems.push(`docs/ops.md: ${op}: expected ${wanted}, got ${rows.get(op) ?? 'no row'}`);
  }
  const known = new Set(ops.map(([op]) => op));
  for (const op of rows.keys())
    if (!known.has(op)) problems.push(`docs/ops.md: ${op}: expected no row, there is no such op`);
  return problems;
}

if (isMain(import.meta.url)) {
  if (process.argv.includes('--check')) {
    report('check:ops', await findStale(), 'docs/ops.md has the ops and kernels of the cases');
  } else {
    const table = await runTable((backend) => console.log(`${backend} …`));
    await writeFile(FILE, tableOf(table));
    console.log(`docs/ops.md: ${table.cells} cells, ${(100 * table.share).toFixed(1)}% pass`);
  }
}
