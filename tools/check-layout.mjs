/** Fails where a package does not follow the skeleton, or a topic lacks what comes with one: `pnpm check:layout`. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './run.mjs';
import { staleFiles } from './sync-topics.mjs';
import { findTopicProblems } from './topic-checklist.mjs';
import { filesBelow, isMain, report, workspaceUnits } from './workspace.mjs';

const MAX_LINES = 250;
const MAX_README = 80;
const FOLDERS = ['src', 'wasm', 'bench', 'size'];
/** What the lessons have measured: `pnpm lessons`. */
const FIGURES = /^figures\/[a-z0-9-]+\.json$/;
const NEEDED = ['README.md', 'package.json', 'tsconfig.json', 'src/index.ts'];
const TSCONFIG = '{"extends":"../../tsconfig.base.json","include":["src"]}';
const ALLOWED = [...NEEDED, 'tsup.config.ts', 'CHANGELOG.md', 'rooms.json'];

/** All departures from the skeleton and the checklist of topics in the workspace at `root`, as lines of text. */
export async function findLayoutProblems(root = ROOT) {
  const problems = [];
  const units = await workspaceUnits(root);
  for (const unit of units) {
    const add = (where, text) => problems.push(`${unit.kind}s/${unit.name}/${where}: ${text}`);
    const files = await filesBelow(unit.folder);
    for (const file of files) {
      if (/\.ts$/.test(file))
        checkSource(file, await readFile(path.join(unit.folder, file), 'utf8'), add);
    }
    if (unit.kind === 'package') await checkPackage(unit, files, add);
  }
  problems.push(...(await findTopicProblems(root, units)));
  return problems;
}

async function checkPackage({ name, folder, pkg }, files, add) {
  const needed = pkg.private ? NEEDED : [...NEEDED, 'tsup.config.ts'];
  for (const file of needed) {
    if (!files.includes(file)) add(file, 'expected this file, got none');
  }
  for (const file of files) {
    const known = file.includes('/')
      ? FOLDERS.includes(file.split('/')[0]) || (name === 'lessons' && FIGURES.test(file))
      : ALLOWED.includes(file);
    if (!known)
      add(file, `expected only ${[...ALLOWED, ...FOLDERS.map((f) => `${f}/`)].join(', ')}`);
  }
  if (files.includes('README.md')) {
    checkReadme(name, await readFile(path.join(folder, 'README.md'), 'utf8'), pkg, add);
  }
  if (files.includes('tsconfig.json')) {
    const text = await readFile(path.join(folder, 'tsconfig.json'), 'utf8');
    const got = JSON.stringify(JSON.parse(text));
    // `tsconfig.packages.json` checks all of them as one program.
    if (got !== TSCONFIG) add('tsconfig.json', `expected ${TSCONFIG}, got ${got}`);
  }
  checkManifest(name, pkg, files, add);
}

function checkReadme(name, text, pkg, add) {
  const lines = text.trimEnd().split('\n');
  if (lines[0] !== `# @dl/${name}`)
    add('README.md', `expected the title # @dl/${name}, got ${lines[0]}`);
  if (lines.length > MAX_README) {
    add('README.md', `expected at most ${MAX_README} lines, got ${lines.length}`);
  }
  if (!pkg.private && !/^```ts\n/m.test(text))
    add('README.md', 'expected a whole program (```ts), got none');
}

function checkManifest(name, pkg, files, add) {
  const same = (field, got, expected) => {
    if (JSON.stringify(got) === JSON.stringify(expected)) return;
    add(
      'package.json',
      `${field}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`,
    );
  };
  same('name', pkg.name, `@dl/${name}`);
  same('license', pkg.license, 'Apache-2.0');
  same('type', pkg.type, 'module');
  same('engines', pkg.engines, { node: '>=20.19' });
  if (!pkg.description) add('package.json', 'description: expected one sentence, got none');
  const kernels = files.some((file) => /^wasm\/([^/]+\/)?index\.ts$/.test(file));
  if (kernels !== Boolean(pkg.scripts?.['build:wasm'])) {
    add(
      'package.json',
      'scripts: expected build:wasm exactly where there is wasm/index.ts or wasm/NAME/index.ts',
    );
  }
  if (pkg.private) return;
  same('exports["."]', pkg.exports?.['.'], {
    import: { types: './dist/index.d.ts', default: './dist/index.js' },
    require: { types: './dist/index.d.cts', default: './dist/index.cjs' },
  });
  same('files', pkg.files, ['dist', 'CHANGELOG.md']); // npm adds README and LICENSE
  same('publishConfig', pkg.publishConfig, { access: 'public' });
  if (!pkg.peerDependencies?.['@tensorflow/tfjs-core']) {
    add('package.json', 'peerDependencies: expected @tensorflow/tfjs-core, got none');
  }
  if (!Array.isArray(pkg.sideEffects)) {
    add('package.json', `sideEffects: expected a list of files, got ${pkg.sideEffects}`);
  }
  const programs = files.filter((file) => file.startsWith('size/'));
  const named = Object.keys(pkg.size ?? {}).map((program) => `size/${program}.ts`);
  same('size', named.toSorted(), programs.toSorted());
  const budgets = Object.values(pkg.size ?? {});
  if (budgets.length === 0 || !budgets.every((budget) => /^\d+(\.\d+)? kB$/.test(budget))) {
    const got = JSON.stringify(pkg.size);
    add(
      'package.json',
      `size: expected a budget such as "40 kB" for each size/PROGRAM.ts, got ${got}`,
    );
  }
}

function checkSource(file, text, add) {
  const name = path.posix.basename(file);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.ts$/.test(name))
    add(file, 'expected a name in kebab-case');
  const isTest = /\.test\.ts$/.test(name);
  const lines = text.trimEnd().split('\n').length;
  if (!isTest && lines > MAX_LINES)
    add(file, `expected at most ${MAX_LINES} lines, got ${lines}: split it`);
  if (isTest || !file.startsWith('src/')) return;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  for (const node of source.statements) {
    const at = `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    if (isStarOrDefault(node))
      add(at, 'expected exports by name, got export * or a default export');
    if (/^src\/(index|doors\/[^/]+)\.ts$/.test(file)) {
      if (!isReexport(node)) add(at, 'expected re-exports by name and nothing else');
    } else if (isExported(node) && !isOptions(node) && !hasDoc(node, source)) {
      add(at, `expected a doc comment on ${nameOf(node)}, got none`);
    }
  }
}

function isStarOrDefault(node) {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportDeclaration(node))
    return !node.exportClause || ts.isNamespaceExport(node.exportClause);
  return modifiersOf(node).includes(ts.SyntaxKind.DefaultKeyword);
}

function isReexport(node) {
  if (ts.isExportDeclaration(node)) return true;
  // An import for its side effects alone registers kernels and gradients.
  return ts.isImportDeclaration(node) && node.importClause === undefined;
}

function modifiersOf(node) {
  return ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []).map(({ kind }) => kind) : [];
}

function isExported(node) {
  return modifiersOf(node).includes(ts.SyntaxKind.ExportKeyword);
}

/** Options need no sentence of their own: what they are for is said where they are taken, and each field is documented. */
function isOptions(node) {
  return ts.isInterfaceDeclaration(node) && node.name.text.endsWith('Options');
}

/** Overloads are documented once, on the first. */
function hasDoc(node, source) {
  if (ts.getJSDocCommentsAndTags(node).some(ts.isJSDoc)) return true;
  if (!ts.isFunctionDeclaration(node)) return false;
  const first = source.statements.find(
    (other) => ts.isFunctionDeclaration(other) && other.name?.text === node.name?.text,
  );
  return first !== node && ts.getJSDocCommentsAndTags(first).some(ts.isJSDoc);
}

function nameOf(node) {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations[0].name.getText();
  return node.name?.getText() ?? 'this export';
}

if (isMain(import.meta.url)) {
  const problems = await findLayoutProblems(process.argv[2]);
  for (const { file } of await staleFiles(process.argv[2])) {
    problems.push(`${file}: expected what \`pnpm topics\` writes, got another text`);
  }
  report('check:layout', problems, 'every package follows the skeleton');
}
