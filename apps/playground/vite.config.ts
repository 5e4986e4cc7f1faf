import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';
import { topicPages } from './topic-pages';
import { topicWorkers } from './topic-workers';

const require = createRequire(import.meta.url);

/** Puts the service worker beside index.html, under its own name: its scope is the folder that it is served from. */
function isolationWorker(): Plugin {
  return {
    name: 'isolation-worker',
    apply: 'build',
    generateBundle() {
      const source = readFileSync(require.resolve('coi-serviceworker'), 'utf8');
      this.emitFile({ type: 'asset', fileName: 'coi-serviceworker.js', source });
    },
  };
}

/** Says of the palettes of d3-scale-chromatic that making one changes nothing: those that no page shows are then left out. */
function unusedPalettes(): Plugin {
  const made =
    /^var (\S+) = ((?:ramp(?:\$1)?|colors|\w*[cC]ubehelix(?:Long|\$1)|new Array)\([\s\S]*?\));$/gm;
  return {
    name: 'unused-palettes',
    apply: 'build',
    transform: {
      filter: { id: /d3-scale-chromatic\/dist\// },
      handler: (code) =>
        code
          .replaceAll(made, 'var $1 = /* @__PURE__ */ (() => $2)();')
          .replace('var c = rgb()', 'var c = /* @__PURE__ */ rgb()'),
    },
  };
}

/** Says of tfjs's own stores and optimisers that nobody here asks for them: they are registered where tfjs is loaded. */
function unusedOfTfjs(): Plugin {
  return {
    name: 'unused-of-tfjs',
    apply: 'build',
    transform: {
      filter: { id: /tfjs-core\/dist\/(index|io\/\w+)\.js$/ },
      handler: (code, id) =>
        id.endsWith('/index.js')
          ? code.replace(/^registerOptimizers\(\);$/m, '')
          : { code, moduleSideEffects: false },
    },
  };
}

const isolated = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** What lessons import where they run in Node, and no page does: files of npm packages, those of a reader, MNIST. */
const NODE_ALONE = ['@dl/datasets/files', /\/read-dialogues$/, /\/data\/digits$/];

/** Elements that are no components: those of @dl/report. */
const OWN_ELEMENTS = {
  template: { compilerOptions: { isCustomElement: (tag: string) => tag.startsWith('dl-') } },
};

export default defineConfig({
  base: './',
  // No component of ours or of the router has options.
  plugins: [
    vue({ ...OWN_ELEMENTS, features: { optionsAPI: false } }),
    isolationWorker(),
    topicWorkers(),
    topicPages(),
    unusedPalettes(),
  ],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
    rolldownOptions: { external: NODE_ALONE },
  },
  // Modules, so that a backend is a chunk that only its user loads.
  worker: {
    format: 'es',
    plugins: () => [unusedOfTfjs()],
    rolldownOptions: {
      external: NODE_ALONE,
      output: { entryFileNames: 'assets/worker-[name]-[hash].js' },
    },
  },
  // Known beforehand, or the first visit of a fresh checkout would be loaded twice.
  optimizeDeps: {
    include: ['core', 'backend-cpu', 'backend-webgpu'].map(
      (part) => `@dl/core > @tensorflow/tfjs-${part}`,
    ),
  },
  server: { headers: isolated },
  preview: { headers: isolated },
});
