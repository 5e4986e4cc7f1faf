/** Build settings that every package and app shares; their `tsup.config.ts` calls one of these. */

/**
 * A published package: ESM, CommonJS and types from `src/index.ts`. There is no `import()` in the CommonJS: hosts that
 * run it by themselves (Jest, a `vm.Script`, a snapshot) have none.
 */
export function library(options = {}) {
  return {
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    dts: true,
    target: 'es2022',
    platform: 'neutral',
    splitting: false,
    sourcemap: false,
    clean: true,
    silent: true,
    esbuildPlugins: [assetsBesideTheBundle],
    esbuildOptions(settings, { format }) {
      if (format !== 'cjs') return;
      settings.supported = { ...settings.supported, 'dynamic-import': false };
      settings.define = { ...settings.define, 'import.meta.url': '__here' };
      settings.banner = { ...settings.banner, js: HERE };
    },
    ...options,
  };
}

/** What `import.meta.url` is in CommonJS. */
const HERE = `"use strict";
var __here = typeof document === 'object' && document && document.currentScript && document.currentScript.src
  || (typeof __filename === 'string' && /[\\\\/]/.test(__filename)
    ? 'file:' + encodeURI(__filename.replace(/\\\\/g, '/')).replace(/[?#]/g, encodeURIComponent) : undefined);`;

/** The bundle is one file, with what lies in `publicDir` beside it: `../generated/assets/x.js` is `./x.js` there (`./x.cjs`). */
const assetsBesideTheBundle = {
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
