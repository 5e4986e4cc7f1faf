import * as tf from '@tensorflow/tfjs-core';
import { type OptionChecks, oneOf, readOptions } from '../check/options';
import { hasRelaxedSimd, hasSimd, isNode } from '../engine/detect';
import { CORE } from '../generated/wasm';
import { overrideKernels } from '../wasm/overrides';
import { kernelsOf, memoryForThreads, shared, usePool } from '../wasm/registry';
import { provideNodeWebgpu } from './node-webgpu';
import { start } from './start';
import { loadCpuBackend } from './tfjs-backend';
import { expectThreads, type ThreadCount, threadCount } from './thread-count';
import { provideWasmBackend } from './wasm-backend';
import { reasonOf } from './wasm-module';
import { expectWasmSource, type WasmSource } from './wasm-source';
import { type AdapterInfo, hardwareAdapter } from './webgpu';

/** Where tensors live and kernels run. */
export type BackendName = 'wasm' | 'webgpu' | 'cpu';

export interface SetupOptions {
  /**
   * `auto` (default): WebGPU where a hardware adapter answers, else WASM, else cpu. WebGPU and cpu are there where
   * `@tensorflow/tfjs-backend-webgpu` and `@tensorflow/tfjs-backend-cpu` are installed.
   */
  backend?: 'auto' | BackendName;
  /**
   * Threads that run kernels on wasm, this one counted: 1 to 64, or `auto` (default): in Node as many as the machine has
   * cores, at most 8, and 1 in a worker; in a page that is cross-origin isolated as many as it has cores; 1
   * elsewhere. Results are the same, to the bit, for any number. Workers start with the first work that is worth it.
   */
  threads?: ThreadCount;
  /**
   * Where tfjs's WASM binaries are: the address of their folder, the address or bytes of one of them, or a function that gives the address or bytes of a binary by its name. Used when the wasm backend
   * first starts. Default: beside core's built file; in Node, in core's code.
   */
  wasm?: WasmSource;
}

/** What runs. */
export interface Runtime {
  readonly backend: BackendName;
  /** WASM SIMD is used: always so for core's kernels. */
  readonly simd: boolean;
  /** Core's kernels use fused multiply-add. */
  readonly relaxedSimd: boolean;
  /** Threads that run kernels, now: 1 where workers do not start, or are lost. */
  readonly threads: number;
  /** The modules of WASM kernels that are compiled already: core's. Others are at their first use. */
  readonly kernels: readonly string[];
  /** The GPU, on WebGPU. */
  readonly adapter: AdapterInfo | undefined;
  /** What was tried but does not run (a backend, threads), and why. */
  readonly tried: readonly string[];
}

const CHECKS: OptionChecks<SetupOptions> = {
  backend: oneOf(['auto', 'wasm', 'webgpu', 'cpu']),
  threads: expectThreads,
  wasm: expectWasmSource,
};

/**
 * Chooses and starts a backend; call it once, before tensors are made. Nothing else is to be
 * configured, in Node, in a bundle or in a plain module page. It always ends: what does not answer (an
 * adapter or a worker in 10 s, a file in 30 s) counts as missing.
 *
 * @throws Error if a backend that was asked for does not start: what was tried, and what to do;
 *   TypeError and RangeError for options (the promise rejects)
 *
 * @example
 * ```ts
 * const { backend, threads } = await setup(); // WASM on all cores; `{ backend: 'webgpu' }` for a GPU
 * ```
 */
export function setup(options?: SetupOptions): Promise<Runtime> {
  // One after the other: tfjs drops a start that another one overtakes.
  const runtime = previous.then(() => choose(options));
  previous = runtime.catch(() => undefined);
  return runtime;
}

let previous: Promise<unknown> = Promise.resolve();

async function choose(options?: SetupOptions): Promise<Runtime> {
  const chosen = readOptions('setup', options, CHECKS);
  const { backend = 'auto' } = chosen;
  if (backend !== 'auto') return STARTERS[backend](chosen);
  const tried: string[] = [];
  let lost: string | undefined;
  for (const name of ['webgpu', 'wasm', 'cpu'] as const) {
    try {
      if (name === 'webgpu') await expectHardware();
      const runtime = await STARTERS[name](chosen);
      if (lost !== undefined) warnOnce(lost, 'cpu runs in its place, many times slower.');
      const all = [...tried, ...runtime.tried];
      return Object.defineProperty(runtime, 'tried', { value: all, enumerable: true });
    } catch (error) {
      tried.push(reasonOf(error));
      if (name === 'wasm') lost = reasonOf(error);
    }
  }
  throw new Error(`setup: expected a backend that starts, got none:\n${tried.join('\n')}`);
}

async function expectHardware(): Promise<void> {
  if ((await hardwareAdapter()) !== undefined) return;
  throw new Error('setup: backend: webgpu: expected a hardware adapter, got none');
}

const warned = new Set<string>();

/** What runs in its place gives the same numbers, slower, so nobody would look for the reason. */
function warnOnce(reason: string, instead: string): void {
  if (warned.has(instead)) return;
  warned.add(instead);
  // biome-ignore lint/suspicious/noConsole: the one thing that must not go unseen
  console.warn(`${reason}\n${instead}`);
}

const STARTERS: Record<BackendName, (options: SetupOptions) => Promise<Runtime>> = {
  async wasm({ threads = 'auto', wasm }) {
    await provideWasmBackend(wasm).catch((cause) => {
      const reason = reasonOf(cause);
      const message = `setup: backend: expected wasm to start, got «${reason}»; ${cure(reason)}`;
      throw new Error(message, { cause });
    });
    await start('wasm', '');
    if (hasSimd()) overrideKernels();
    const kernels = kernelsOf(CORE) === undefined ? [] : [CORE.name];
    const simd = hasSimd();
    const relaxedSimd = kernels.length > 0 && hasRelaxedSimd();
    const tried = await startThreads(threads);
    return {
      ...PLAIN,
      backend: 'wasm',
      simd,
      relaxedSimd,
      kernels,
      tried,
      get threads() {
        return threadsThatRun();
      },
    };
  },
  async webgpu() {
    provideNodeWebgpu();
    const where = isNode()
      ? 'install the package webgpu (and a driver)'
      : 'use a browser with WebGPU';
    const hint = `tried navigator.gpu; ${where}, or backend: "wasm"`;
    if (!(globalThis.navigator as { gpu?: unknown } | undefined)?.gpu) {
      throw new Error(`setup: backend: expected webgpu to start, got no navigator.gpu; ${hint}`);
    }
    const { startWebgpu } = await import('./start-webgpu');
    return { ...PLAIN, backend: 'webgpu', adapter: await startWebgpu(hint) };
  },
  async cpu() {
    await loadCpuBackend();
    await start('cpu', 'tried tfjs-backend-cpu');
    // It would advertise another package on the console at its first tensor.
    Object.assign(tf.backend(), { firstUse: false });
    return { ...PLAIN, backend: 'cpu' };
  },
};

/** What was asked for but is not there is said. */
async function startThreads(asked: ThreadCount): Promise<string[]> {
  const count = threadCount(asked);
  const memory = memoryForThreads();
  if (count === 1 || memory === undefined) usePool(undefined);
  else if (threadsThatRun() !== count) {
    // Pages that are not isolated load nothing of it.
    const { Pool } = await import('../threads/pool');
    const lost = (reason: string) => warnOnce(`setup: threads: ${reason}`, 'One thread runs.');
    usePool(new Pool(memory, count, lost));
  }
  if (asked === 'auto' || threadsThatRun() === count) return [];
  const rule = isNode() ? 'a memory that threads share' : 'a page that is cross-origin isolated';
  return [`setup: threads: expected ${rule}, got none; one thread runs`];
}

function threadsThatRun(): number {
  return shared.pool?.threads ?? 1;
}

/** What helps, by what browsers say of the page's policy. */
function cure(reason: string): string {
  return /unsafe-eval|Content Security Policy/i.test(reason)
    ? "the page's Content-Security-Policy needs 'wasm-unsafe-eval' in script-src"
    : "serve the .wasm files of @dl/core's dist, and say where: setup({ wasm: '/folder/' })";
}

const PLAIN = {
  simd: false,
  relaxedSimd: false,
  threads: 1,
  kernels: [],
  adapter: undefined,
  tried: [],
};
