import * as tf from '@tensorflow/tfjs-core';
import { overrideKernels } from '../kernels/overrides';
import { instantiateKernels } from '../kernels/registry';
import { hasRelaxedSimd, hasSimd, isIsolated, isNode } from './detect';
import { provideNodeWebgpu } from './node-webgpu';
import { wasmPaths } from './wasm-paths';
import { type AdapterInfo, hardwareAdapter } from './webgpu';

/** Where tensors live and kernels run. */
export type BackendName = 'wasm' | 'webgpu' | 'cpu';

export interface SetupOptions {
  /** `auto` (default): WebGPU where a hardware adapter answers, else WASM, else cpu. */
  backend?: 'auto' | BackendName;
  /**
   * Threads for tfjs's own kernels in a cross-origin isolated page; core's use one. It counts when
   * the wasm backend first starts. Default true.
   */
  threads?: boolean;
}

/** What runs. */
export interface Runtime {
  readonly backend: BackendName;
  /** WASM SIMD is used: always so for core's kernels. */
  readonly simd: boolean;
  /** Core's kernels use fused multiply-add. */
  readonly relaxedSimd: boolean;
  /** Threads of the wasm backend. */
  readonly threads: number;
  /** The packages whose WASM kernels are loaded. */
  readonly kernels: readonly string[];
  /** The GPU, on WebGPU. */
  readonly adapter: AdapterInfo | undefined;
  /** What `auto` tried before, and why it did not start. */
  readonly tried: readonly string[];
}

/**
 * Chooses and starts a backend; call it once, before tensors are made. Nothing else is to be
 * configured, in Node, in a bundle or in a plain module page.
 *
 * @throws Error if a backend that was asked for does not start: what was tried, and what to do
 */
export function setup(options: SetupOptions = {}): Promise<Runtime> {
  // One after the other: tfjs drops a start that another one overtakes.
  const runtime = previous.then(() => choose(options));
  previous = runtime.catch(() => undefined);
  return runtime;
}

let previous: Promise<unknown> = Promise.resolve();

async function choose({ backend = 'auto', threads = true }: SetupOptions): Promise<Runtime> {
  if (backend !== 'auto') {
    if (!Object.hasOwn(STARTERS, backend)) {
      const names = ['auto', ...Object.keys(STARTERS)].join(', ');
      throw new RangeError(`setup: backend: expected one of ${names}, got ${String(backend)}`);
    }
    return STARTERS[backend](threads);
  }
  const tried: string[] = [];
  for (const name of ['webgpu', 'wasm', 'cpu'] as const) {
    try {
      if (name === 'webgpu' && (await hardwareAdapter()) === undefined) {
        throw new Error('setup: backend: webgpu: expected a hardware adapter, got none');
      }
      return { ...(await STARTERS[name](threads)), tried };
    } catch (error) {
      tried.push((error as Error).message);
    }
  }
  throw new Error(`setup: expected a backend that starts, got none:\n${tried.join('\n')}`);
}

const STARTERS: Record<BackendName, (threads: boolean) => Promise<Runtime>> = {
  async wasm(threads) {
    const wasm = await loadWasmBackend();
    const paths = isNode() ? undefined : wasmPaths();
    // `findBackend` would start it, before it knows its paths.
    if (tf.engine().registry.wasm === undefined) {
      if (paths) wasm.setWasmPaths(paths);
      if (!threads || !isIsolated()) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    }
    const from = paths ? Object.values(paths)[0] : 'the package @tensorflow/tfjs-backend-wasm';
    await start('wasm', `tried ${from}; serve the .wasm files that lie beside @dl/core's index.js`);
    if (hasSimd()) overrideKernels();
    const kernels = instantiateKernels();
    const threaded = tf.env().get('WASM_HAS_MULTITHREAD_SUPPORT') === true;
    const simd = hasSimd();
    const relaxedSimd = kernels.length > 0 && hasRelaxedSimd();
    const count = threaded ? wasm.getThreadsCount() : 1;
    return { ...PLAIN, backend: 'wasm', simd, relaxedSimd, threads: count, kernels };
  },
  async webgpu() {
    await provideNodeWebgpu();
    await import('@tensorflow/tfjs-backend-webgpu');
    const where = isNode()
      ? 'install the package webgpu (and a driver)'
      : 'use a browser with WebGPU';
    const hint = `tried navigator.gpu; ${where}, or backend: "wasm"`;
    if (!(globalThis.navigator as { gpu?: unknown } | undefined)?.gpu) {
      throw new Error(`setup: backend: expected webgpu to start, got no navigator.gpu; ${hint}`);
    }
    await start('webgpu', hint);
    const adapter = (tf.backend() as unknown as { adapterInfo?: AdapterInfo }).adapterInfo;
    return { ...PLAIN, backend: 'webgpu', adapter };
  },
  async cpu() {
    await import('@tensorflow/tfjs-backend-cpu');
    await start('cpu', 'tried tfjs-backend-cpu');
    // It would advertise another package on the console at its first tensor.
    Object.assign(tf.backend(), { firstUse: false });
    return { ...PLAIN, backend: 'cpu' };
  },
};

const PLAIN = {
  simd: false,
  relaxedSimd: false,
  threads: 1,
  kernels: [],
  adapter: undefined,
  tried: [],
};

type WasmPackage = Pick<
  typeof import('@tensorflow/tfjs-backend-wasm'),
  'setWasmPaths' | 'getThreadsCount'
>;

/** tfjs's package in Node; in browsers the copy that tools/build-backend.mjs made for them. */
function loadWasmBackend(): Promise<WasmPackage> {
  // Not a literal, so that bundlers for browsers leave the package out.
  const forNode = '@tensorflow/tfjs-backend-wasm';
  if (isNode()) return import(/* @vite-ignore */ /* webpackIgnore: true */ forNode);
  return import('../generated/assets/tfjs-backend-wasm.js');
}

/**
 * Makes `name` tfjs's backend, with what tfjs logs about a failure in the error. Then the one that ran
 * goes on: tfjs itself would stay without any.
 */
async function start(name: BackendName, hint: string): Promise<void> {
  const before = tf.getBackend();
  const { warn } = console;
  const said: string[] = [];
  console.warn = (...args) => said.push(args.join(' '));
  let started = false;
  try {
    started = await tf.setBackend(name);
  } catch (error) {
    said.push(String(error));
  } finally {
    console.warn = warn;
  }
  if (!started) {
    if (before) await tf.setBackend(before);
    throw new Error(`setup: backend: expected ${name} to start, got «${said.join('; ')}»; ${hint}`);
  }
}
