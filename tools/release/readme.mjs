import { transform } from 'esbuild';

/**
 * What a README tells people to do: the arguments of its `npm install`, its program in TypeScript, and the packages that a
 * door of its own asks for (`npm install fflate`, within a sentence).
 */
export function readReadme(text) {
  const install = /^```sh\nnpm install (.+)\n```/m.exec(text)?.[1].split(/\s+/);
  const program = /^```ts\n(.*?)^```/ms.exec(text)?.[1];
  if (!install) throw new Error('README.md: expected a block ```sh with npm install …, got none');
  if (!program) throw new Error('README.md: expected a program (```ts), got none');
  const forDoors = [...text.matchAll(/`npm install ([^`]+)`/g)].flatMap(([, names]) =>
    names.split(/\s+/),
  );
  return { install, program, forDoors };
}

/** The program as an ES module in JavaScript. */
export async function toEsm(program) {
  return (await transform(program, { loader: 'ts', format: 'esm', target: 'es2022' })).code;
}

/** The program as a CommonJS module: its imports become `require`, and the rest waits in a function. */
export async function toCjs(program) {
  const imports = [];
  const rest = program.replace(/^import\s[^;]*;\n/gm, (statement) => {
    imports.push(statement);
    return '';
  });
  const wrapped = `${imports.join('')}
async function main() {
${rest}}
main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
`;
  return (await transform(wrapped, { loader: 'ts', format: 'cjs', target: 'es2022' })).code;
}

/**
 * What is wrong with what a program printed, or undefined. It must print something, every number must be finite, and
 * where it reports a run (lines «step loss») the loss must have fallen.
 */
export function findOutputProblem(text) {
  const lines = text.split('\n').filter((line) => line.trim());
  if (lines.length === 0) return 'expected it to print something, got nothing';
  if (/\b(NaN|Infinity)\b/.test(text)) return `expected finite numbers, got\n${text}`;
  const losses = lines.map((line) => /^\d+ (\S+)$/.exec(line)?.[1]).filter(Boolean);
  if (losses.length > 1 && !(Number(losses.at(-1)) < Number(losses[0])))
    return `expected the loss to fall, got ${losses.join(', ')}`;
  return undefined;
}
