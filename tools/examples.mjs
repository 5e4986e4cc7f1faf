/** The examples in the doc comments of what packages export: `@example` with a block of TypeScript. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './run.mjs';
import { filesBelow, workspaceUnits } from './workspace.mjs';

const BLOCK = /@example\n \* ```ts\n([\s\S]*?)\n \* ```/g;

/**
 * An example, and where it stands.
 *
 * @typedef {object} Example
 * @property {string} file relative to the root
 * @property {number} line of its first line of code, from 1
 * @property {string} code
 */

/** All examples of the packages at `root`. @returns {Promise<Example[]>} */
export async function findExamples(root = ROOT) {
  const examples = [];
  for (const { kind, folder, pkg } of await workspaceUnits(root)) {
    if (kind !== 'package' || pkg.private) continue;
    for (const name of await filesBelow(folder)) {
      if (!/^src\/.*\.ts$/.test(name) || /\.test\.ts$/.test(name)) continue;
      const text = readFileSync(path.join(folder, name), 'utf8');
      for (const match of text.matchAll(BLOCK)) {
        const before = text.slice(0, match.index).split('\n').length;
        const code = match[1].split('\n').map((line) => line.replace(/^ \* ?/, ''));
        const file = path.relative(root, path.join(folder, name));
        examples.push({ file, line: before + 2, code: code.join('\n') });
      }
    }
  }
  return examples;
}

/**
 * What the compiler says of examples, each as a program of its own, in which `tf` and whatever packages export is imported as it is used.
 *
 * @param {readonly Example[]} examples
 * @returns {Promise<string[]>}
 */
export async function findExampleProblems(examples, root = ROOT) {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const packages = (await workspaceUnits(root))
    .filter(({ kind, pkg }) => kind === 'package' && !pkg.private)
    .map(({ folder, pkg }) => ({ name: pkg.name, index: path.join(folder, 'src/index.ts') }));
  const exported = exportsOf(packages, options, host);
  const texts = new Map(
    examples.map((example, i) => [path.join(root, `packages/core/src/example-${i}.ts`), example]),
  );
  const program = ts.createProgram([...texts.keys()], options, {
    ...host,
    fileExists: (file) => texts.has(file) || host.fileExists(file),
    readFile: (file) => host.readFile(file),
    getSourceFile: (file, ...rest) =>
      texts.has(file)
        ? ts.createSourceFile(file, programOf(texts.get(file).code, exported), ...rest)
        : host.getSourceFile(file, ...rest),
  });
  return [...texts].flatMap(([file, example]) => {
    const source = program.getSourceFile(file);
    const found = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    return found.map(({ start, messageText }) => {
      const { line } = source.getLineAndCharacterOfPosition(start ?? 0);
      const text = ts.flattenDiagnosticMessageText(messageText, ' ');
      return `${example.file}:${example.line + line - 1}: ${text}`;
    });
  });
}

/** From which package each name comes. @returns {Map<string, string>} */
function exportsOf(packages, options, host) {
  const program = ts.createProgram(
    packages.map(({ index }) => index),
    options,
    host,
  );
  const checker = program.getTypeChecker();
  const from = new Map();
  for (const { name, index } of packages) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(index));
    for (const symbol of checker.getExportsOfModule(module)) from.set(symbol.name, name);
  }
  return from;
}

/** The imports in one line, then the example. */
function programOf(code, exported) {
  const used = new Set(code.match(/[A-Za-z_$][\w$]*/g));
  const imports = [...used]
    .filter((name) => exported.has(name))
    .map((name) => `import { ${name} } from '${exported.get(name)}';`);
  if (used.has('tf')) imports.push("import * as tf from '@tensorflow/tfjs-core';");
  return `${imports.join(' ')} export {};\n${code}\n`;
}
