import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_FLAGS, findChromium } from './tools/chromium.mjs';

const packages = fileURLToPath(new URL('./packages/', import.meta.url));

// Packages resolve to their sources, so that a test needs no build but the kernels'.
const alias = [{ find: /^@dl\/([a-z0-9-]+)$/, replacement: `${packages}$1/src/index.ts` }];
const include = ['packages/*/src/**/*.test.ts'];
const setupFiles = ['packages/testing/src/vitest-setup.ts'];

type Backend = 'wasm' | 'cpu' | 'webgpu';

function node(name: string, backend: Backend, more: string[] = []) {
  return {
    resolve: { alias },
    test: {
      name,
      include: [...include, ...more],
      setupFiles,
      environment: 'node' as const,
      env: { DL_BACKEND: backend },
      testTimeout: 30_000,
    },
  };
}

function browser(name: string, backend: Backend, headers?: Record<string, string>) {
  const executablePath = findChromium();
  return {
    resolve: { alias },
    ...(headers && { server: { headers } }),
    plugins: [wasmBesideSources()],
    optimizeDeps: {
      include: ['core', 'backend-wasm', 'backend-cpu', 'backend-webgpu'].map(
        (part) => `@dl/core > @tensorflow/tfjs-${part}`,
      ),
    },
    test: {
      name,
      include,
      exclude: ['**/*.node.test.ts'],
      setupFiles,
      env: { DL_BACKEND: backend, DL_ISOLATED: String(headers !== undefined) },
      testTimeout: 60_000,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        instances: [{ browser: 'chromium' as const }],
        provider: playwright({
          launchOptions: { ...(executablePath && { executablePath }), args: CHROMIUM_FLAGS },
        }),
      },
    },
  };
}

/** In the built package tfjs's binaries lie beside the code; beside the sources they lie in `generated/assets`. */
function wasmBesideSources() {
  return {
    name: 'wasm-beside-sources',
    enforce: 'pre' as const,
    transform(code: string, id: string) {
      if (!/packages\/core\/src\/backend\//.test(id)) return undefined;
      return code.replaceAll("'./tfjs-backend-wasm", "'../generated/assets/tfjs-backend-wasm");
    },
  };
}

const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

// CI adds up the reports that it asks for.
const { TEST_REPORT } = process.env;

export default defineConfig({
  test: {
    reporters: TEST_REPORT ? ['default', ['json', { outputFile: TEST_REPORT }]] : ['default'],
    projects: [
      node('wasm', 'wasm', ['apps/*/src/**/*.test.ts']),
      node('cpu', 'cpu'),
      browser('browser-wasm', 'wasm'),
      browser('browser-isolated', 'wasm', ISOLATED),
      browser('browser-webgpu', 'webgpu'),
      { test: { name: 'tools', include: ['tools/**/*.test.mjs'], environment: 'node' } },
    ],
  },
});
