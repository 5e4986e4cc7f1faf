/** The doors of packages: what can be imported of one. `src/index.ts` is `@dl/NAME`, `src/doors/DOOR.ts` is `@dl/NAME/DOOR`. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** The names of the doors beside the main one, of the package in `folder`. */
export function doorsOf(folder) {
  const doors = path.join(folder, 'src/doors');
  if (!existsSync(doors)) return [];
  const files = readdirSync(doors).filter((file) => /^[a-z0-9-]+\.ts$/.test(file));
  return files.map((file) => file.slice(0, -'.ts'.length)).sort();
}

/**
 * `exports` of a package.json: each door as ESM and CommonJS with its types; what else it has stays behind them. And
 * `typesVersions`, by which TypeScript finds the types where it does not read exports (`moduleResolution: node10`).
 */
export function withExports(text, folder) {
  const pkg = JSON.parse(text);
  const doors = Object.fromEntries([
    ['.', files('index')],
    ...doorsOf(folder).map((door) => [`./${door}`, files(door)]),
  ]);
  const others = Object.entries(pkg.exports ?? {}).filter(([, to]) => typeof to === 'string');
  pkg.exports = { ...doors, ...Object.fromEntries(others) };
  const types = doorsOf(folder).map((door) => [door, [`./dist/${door}.d.ts`]]);
  if (types.length > 0) pkg.typesVersions = { '*': Object.fromEntries(types) };
  return `${JSON.stringify(pkg, null, 2)}\n`;
}

function files(name) {
  return {
    import: { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
    require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
  };
}

/** The `paths` of a tsconfig with those of the packages `names` with doors; `up` leads from it to the root. */
export function withPaths(text, { root, names, up }) {
  const [start, end] = ['"paths": {\n', '\n    }'];
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf(end, from);
  if (from < start.length || to < 0) throw new Error('expected paths in the tsconfig, got none');
  const kept = text
    .slice(from, to)
    .split('\n')
    .map((line) => line.replace(/,$/, ''))
    .filter((line) => !/^ *"@dl\//.test(line) || /\/(lessons|testing)\//.test(line));
  const own = names
    .filter((name) => doorsOf(path.join(root, 'packages', name)).length > 0)
    .map((name) => `      "@dl/${name}/*": ["${up}/packages/${name}/src/doors/*.ts"]`);
  const lines = [...own, ...kept, `      "@dl/*": ["${up}/packages/*/src/index.ts"]`];
  return text.slice(0, from) + lines.join(',\n') + text.slice(to);
}
