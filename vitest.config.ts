import { existsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_FLAGS, findChromium } from './tools/chromium.mjs';
import { ISOLATED } from './tools/serve-files.mjs';
import { ALIAS } from './tools/sources.mjs';
import { standingTopics } from './tools/topics.mjs';

// Packages resolve to their sources, so that a test needs no build but the kernels'.
const alias = ALIAS;
// Lessons train: once, as the apps do, is enough.
const include = ['packages/!(lessons)/src/**/*.test.ts'];
const setupFiles = ['packages/testing/src/vitest-setup.ts'];

type Backend = 'wasm' | 'cpu' | 'webgpu';

// Files share a thread or a page, and with it core, tfjs and their kernels: loading these anew took most of the time.
// So a test leaves its backends as it found them.
const isolate = false;

function node(name: string, backend: Backend, more: string[] = []) {
  return {
    resolve: { alias },
    test: {
      name,
      include: [...include, ...more],
      exclude: [FULL],
      setupFiles,
      environment: 'node' as const,
      pool: 'threads' as const,
      maxWorkers: availableParallelism(),
      isolate,
      env: { DL_BACKEND: backend },
      testTimeout: 30_000,
    },
  };
}

/** What WebGPU runs in Node, where software takes minutes for it: not once more in Chromium. */
const WEBGPU_IN_NODE = [
  'packages/core/src/ops/{matrix,sweep}/*.test.ts',
  'packages/core/src/{gpu,optim}/*.test.ts',
  'packages/core/src/ops/*/*-gpu.test.ts',
  'packages/attention/src/*.test.ts',
  'packages/lstm-gru/src/{gates,lstm-sequence-gpu}.test.ts',
  'packages/core/src/train/{train,no-sync,save-moment}.test.ts',
  'packages/core/src/decode/likeliest.test.ts',
];

/**
 * WebGPU in Node, by the package `webgpu` and a Vulkan driver: the one that is set up, or that in software which comes
 * with Debian's Chromium. Without either there is no such project. The rest in Chromium.
 */
function nodeWebgpu() {
  const software = '/usr/lib/chromium/vk_swiftshader_icd.json';
  const { VK_ICD_FILENAMES, VK_DRIVER_FILES, XDG_RUNTIME_DIR = tmpdir() } = process.env;
  const driver =
    VK_ICD_FILENAMES ?? VK_DRIVER_FILES ?? (existsSync(software) ? software : undefined);
  if (driver === undefined) return [];
  const { test, ...rest } = node('webgpu', 'webgpu');
  const env = { ...test.env, VK_ICD_FILENAMES: driver, XDG_RUNTIME_DIR };
  return [
    {
      ...rest,
      test: {
        ...test,
        include: WEBGPU_IN_NODE,
        env,
        pool: 'forks' as const,
        testTimeout: 60_000,
        hookTimeout: 60_000,
      },
    },
  ];
}

/** Tests that fill the WASM memory, which never shrinks: each in a process of its own. */
const FULL = 'packages/*/src/**/*.full.test.ts';

const inNode = nodeWebgpu();

function browser(
  name: string,
  backend: Backend,
  { headers, only = include }: { headers?: Record<string, string>; only?: string[] } = {},
) {
  const executablePath = findChromium();
  return {
    resolve: { alias },
    ...(headers && { server: { headers } }),
    plugins: [wasmBesideSources()],
    optimizeDeps: {
      include: [
        ...['core', 'backend-cpu', 'backend-webgpu'].map(
          (part) => `@dl/core > @tensorflow/tfjs-${part}`,
        ),
        '@dl/core > papaparse',
        ...['d3-scale-chromatic', 'uplot'].map((part) => `@dl/report > ${part}`),
      ],
    },
    test: {
      name,
      include: only,
      exclude: [
        '**/*.node.test.ts',
        ...(only.includes(FULL) ? [] : [FULL]),
        ...(backend === 'webgpu' && inNode.length > 0 ? WEBGPU_IN_NODE : []),
      ],
      setupFiles,
      isolate,
      maxWorkers: 1, // the projects run at once
      sequence: { groupOrder: 1 }, // after those in Node, whose workers are more
      env: {
        DL_BACKEND: backend,
        DL_ISOLATED: String(headers !== undefined),
        DL_CUT_ALL: String(headers !== undefined),
      },
      testTimeout: 60_000,
      hookTimeout: 60_000,
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

/** In the built package tfjs's binaries and the worker lie beside the code; beside the sources they lie in `generated/assets`. */
function wasmBesideSources() {
  return {
    name: 'wasm-beside-sources',
    enforce: 'pre' as const,
    transform(code: string, id: string) {
      if (!/packages\/core\/src\/(backend|threads)\//.test(id)) return undefined;
      return code
        .replaceAll("'./tfjs-backend-wasm", "'../generated/assets/tfjs-backend-wasm")
        .replaceAll("'./kernel-worker", "'../generated/assets/kernel-worker");
    },
  };
}

/** What shared memory can change: kernels, and all that runs on them; every op has its cases. */
const WITH_KERNELS = [
  'packages/core/src/{backend,engine,threads,wasm,ops/matrix,optim,tape,train}/**/*.test.ts',
  ...topicsWithKernels().map((name) => `packages/${name}/src/**/*.test.ts`),
];

function topicsWithKernels(): string[] {
  const names = standingTopics().flatMap(({ name, base }) => (base ? [] : [name]));
  return names.filter((name) => existsSync(`packages/${name}/wasm`));
}

// CI adds up the reports that it asks for.
const { TEST_REPORT } = process.env;

export default defineConfig({
  test: {
    reporters: TEST_REPORT ? ['default', ['json', { outputFile: TEST_REPORT }]] : ['default'],
    projects: [
      node('wasm', 'wasm', ['{apps/*,packages/lessons}/src/**/*.test.ts']),
      node('cpu', 'cpu'),
      {
        ...node('memory', 'wasm'),
        test: {
          ...node('memory', 'wasm').test,
          include: [FULL],
          exclude: [],
          pool: 'forks' as const,
          isolate: true,
        },
      },
      {
        ...node('threads', 'wasm'),
        test: {
          ...node('threads', 'wasm').test,
          include: WITH_KERNELS,
          // Not in a thread, where core itself would use one; and all work is cut, however little it is.
          pool: 'forks' as const,
          env: { DL_BACKEND: 'wasm', DL_CUT_ALL: 'true' },
        },
      },
      ...inNode,
      browser('browser-wasm', 'wasm'),
      browser('browser-isolated', 'wasm', { headers: ISOLATED, only: WITH_KERNELS }),
      browser('browser-webgpu', 'webgpu'),
      browser('browser-memory', 'wasm', { headers: ISOLATED, only: [FULL] }),
      {
        test: {
          name: 'site',
          include: ['apps/*/test/**/*.site.test.ts', 'docs/test/**/*.site.test.ts'],
          environment: 'node',
          // A test goes through all pages; on a busy machine that takes minutes.
          testTimeout: 180_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'tools',
          include: ['tools/**/*.test.mjs'],
          environment: 'node',
          testTimeout: 30_000,
          maxWorkers: availableParallelism(),
        },
      },
    ],
  },
});
