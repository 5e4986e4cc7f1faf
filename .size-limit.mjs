/**
 * Budgets are programs: each `packages/NAME/size/PROGRAM.ts` with all that a page really loads of ours for it, tfjs's
 * gradients included, from the built packages, minified and compressed with gzip. The budgets stand in `size` of each
 * package.json. `pnpm check:size` prints and holds them.
 */
import { readFileSync } from 'node:fs';
import { standingTopics } from './tools/topics.mjs';

/** What a page loads besides: tfjs, and the files of its backend, which are fetched when it starts: those of WebGPU there alone. */
const OTHERS = /^(@tensorflow|node:|webgpu$)|tfjs-backend-wasm|start-webgpu/;

const othersOutside = {
  name: 'others-outside',
  setup({ onResolve }) {
    onResolve({ filter: OTHERS }, ({ path: id }) => ({ path: id, external: true }));
  },
};

export default standingTopics().flatMap(({ name }) => {
  const { size = {} } = JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8'));
  return Object.entries(size).map(([program, limit]) => ({
    name: `${name}/${program}`,
    path: `packages/${name}/size/${program}.ts`,
    limit,
    gzip: true,
    modifyEsbuildConfig: (config) => ({
      ...config,
      format: 'esm',
      target: 'es2022',
      legalComments: 'none',
      plugins: [othersOutside],
    }),
  }));
});
