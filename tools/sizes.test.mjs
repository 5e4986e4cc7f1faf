import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { doorsOf } from './doors.mjs';
import { ROOT } from './run.mjs';
import { standingTopics } from './topics.mjs';

const names = standingTopics().map(({ name }) => name);
const sourceOf = (name, door) =>
  path.join(ROOT, 'packages', name, 'src', door ? `doors/${door}.ts` : 'index.ts');

/** An op as any other, with kernels of its own: what core would have if somebody wrote one more. */
const OP = `
import { op, path } from './tape/op';
const MORE = { name: '@dl/core/more', plain: '${'ab'.repeat(9000)}', relaxedDelta: '' };
export function oneMoreOp(x) {
  return op('OneMoreOp', { x }, { forward: () => path(MORE, { wasm: () => x, ops: () => x }), gradients: (dy) => ({ x: () => dy }) });
}
class OneMoreLayer { static torchFields = { weight: { name: 'weight', order: [1, 0] } }; forward(x) { return oneMoreOp(x); } }
export { OneMoreLayer };
`;

/** The code of a program of `size`, bundled from the sources; with one more op in core or without. */
async function codeOf(name, program, more) {
  const sources = {
    name: 'sources',
    setup({ onResolve, onLoad }) {
      onResolve(
        { filter: /^(@tensorflow|node:|webgpu$)|generated\/|tfjs-backend-wasm/ },
        (args) => ({
          path: args.path,
          external: true,
        }),
      );
      onResolve({ filter: /^@dl\// }, ({ path: id }) => {
        const [, topic, door] = id.split('/');
        return { path: sourceOf(topic, door) };
      });
      const index = sourceOf('core');
      onLoad(
        { filter: /packages\/core\/src\/(index|doors\/extend)\.ts$/ },
        async ({ path: file }) => {
          const contents = await readFile(file, 'utf8');
          const from = file === index ? './more' : '../more';
          const own = more
            ? `${contents}\nexport { oneMoreOp, OneMoreLayer } from '${from}';`
            : contents;
          return { contents: own, loader: 'ts' };
        },
      );
      onResolve({ filter: /^\.\.?\/more$/ }, () => ({
        path: 'more',
        namespace: 'more',
        sideEffects: false,
      }));
      onLoad({ filter: /.*/, namespace: 'more' }, () => ({
        contents: OP,
        loader: 'ts',
        resolveDir: path.dirname(index),
      }));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, 'packages', name, 'size', program)],
    bundle: true,
    // Names stay: how they are shortened depends on the letters of all files, those that are left out too.
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    plugins: [sources],
  });
  return outputFiles[0].text;
}

const programs = await Promise.all(
  names.map(async (name) => {
    const { size } = JSON.parse(
      await readFile(path.join(ROOT, 'packages', name, 'package.json'), 'utf8'),
    );
    return Object.keys(size).map((program) => [name, `${program}.ts`]);
  }),
);

test.each(programs.flat())('one more op in core costs %s/%s not a byte', async (name, program) => {
  const [now, then] = [await codeOf(name, program, false), await codeOf(name, program, true)];
  expect(now.length).toBeGreaterThan(1000);
  expect(then === now).toBe(true);
});

test('every door of every package is one that it exports', async () => {
  for (const name of names) {
    const folder = path.join(ROOT, 'packages', name);
    const { exports } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    for (const door of doorsOf(folder)) expect(Object.keys(exports)).toContain(`./${door}`);
  }
});
