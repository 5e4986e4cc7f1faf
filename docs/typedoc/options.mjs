/** Options of typedoc: the API reference of every package that the site documents, as pages of VitePress. */
import { fileURLToPath } from 'node:url';
import { standingTopics } from '../../tools/topics.mjs';
import { GROUPS } from './readable.mjs';

const docs = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

export default {
  entryPointStrategy: 'packages',
  entryPoints: standingTopics().map(({ name }) => `${root}packages/${name}`),
  packageOptions: {
    entryPoints: ['src/{index,doors/*}.ts'],
    tsconfig: 'tsconfig.json',
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    readme: 'none',
    groupOrder: [...Object.values(GROUPS), '*'],
    // Private types that signatures are spelled with are no fault.
    validation: { notExported: false, invalidLink: true, invalidPath: true },
    sort: ['kind', 'alphabetical'],
    kindSortOrder: ['Class', 'Function', 'Variable', 'Interface', 'TypeAlias'],
    disableSources: true,
    skipErrorChecking: true,
  },
  plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme', `${docs}typedoc/readable.mjs`],
  out: `${docs}api`,
  docsRoot: docs,
  name: 'API reference',
  readme: 'none',
  tsconfig: `${docs}tsconfig.json`,
};
