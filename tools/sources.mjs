/** Where the sources of the workspace's packages lie, for what runs or bundles them without a build: tests, the tour. */
import path from 'node:path';
import { ROOT } from './run.mjs';

const packages = `${path.join(ROOT, 'packages').replaceAll('\\', '/')}/`;

/** What a package's name stands for, as Vite's `resolve.alias`. */
export const ALIAS = [
  { find: /^@dl\/lessons\/(.+)$/, replacement: `${packages}lessons/src/$1.ts` },
  { find: /^@dl\/([a-z0-9-]+)\/([a-z0-9-]+)$/, replacement: `${packages}$1/src/doors/$2.ts` },
  { find: /^@dl\/([a-z0-9-]+)$/, replacement: `${packages}$1/src/index.ts` },
];

/** The same as a plugin of esbuild. */
export const fromSources = {
  name: 'from-sources',
  setup({ onResolve }) {
    onResolve({ filter: /^@dl\// }, ({ path: id }) => {
      const { find, replacement } = ALIAS.find((one) => one.find.test(id)) ?? {};
      return find && { path: path.normalize(id.replace(find, replacement)) };
    });
  },
};
