/** Build settings that every package and app shares; their `tsup.config.ts` calls one of these. */
import { doorsOf } from './doors.mjs';

/** The sources of a package's doors by their names. */
export function entriesOf(folder) {
  const doors = doorsOf(folder).map((door) => [door, `src/doors/${door}.ts`]);
  return { index: 'src/index.ts', ...Object.fromEntries(doors) };
}

/** A published package: ESM and types of each of its doors; what several share is once, in chunks. `common-js.mjs` adds CommonJS. */
export function library(options = {}) {
  return {
    entry: entriesOf('.'),
    format: ['esm'],
    dts: true,
    target: 'es2022',
    platform: 'neutral',
    splitting: true,
    sourcemap: false,
    clean: true,
    silent: true,
    esbuildPlugins: [assetsBesideTheBundle],
    ...options,
  };
}

/** The bundle lies beside what is in `publicDir`: `../generated/assets/x.js` is `./x.js` there (`./x.cjs`). */
export const assetsBesideTheBundle = {
  name: 'assets-beside-the-bundle',
  setup({ onResolve, initialOptions: { format } }) {
    const extension = format === 'cjs' ? '.cjs' : '.js';
    onResolve({ filter: /generated\/assets\/[^/]+\.js$/ }, ({ path: id }) => ({
      path: `./${id.split('/').pop().replace(/\.js$/, extension)}`,
      external: true,
    }));
  },
};

/** A program of this repository, run by Node from its `dist`. */
export function app(options = {}) {
  return {
    entry: ['src/cli.ts'],
    format: ['esm'],
    dts: false,
    target: 'node20',
    platform: 'node',
    splitting: false,
    clean: true,
    silent: true,
    ...options,
  };
}
