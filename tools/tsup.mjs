/** Build settings that every package and app shares; their `tsup.config.ts` calls one of these. */

/** A published package: ESM, CommonJS and types from `src/index.ts`. */
export function library(options = {}) {
  return {
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    dts: true,
    target: 'es2022',
    platform: 'neutral',
    shims: true,
    splitting: false,
    sourcemap: false,
    clean: true,
    silent: true,
    esbuildPlugins: [assetsBesideTheBundle],
    ...options,
  };
}

/** The bundle is one file, with what lies in `publicDir` beside it: `../generated/assets/x.js` is `./x.js` there. */
const assetsBesideTheBundle = {
  name: 'assets-beside-the-bundle',
  setup({ onResolve }) {
    onResolve({ filter: /generated\/assets\/[^/]+\.js$/ }, ({ path: id }) => ({
      path: `./${id.split('/').pop()}`,
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
