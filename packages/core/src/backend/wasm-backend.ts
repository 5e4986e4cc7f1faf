import * as tf from '@tensorflow/tfjs-core';
import { hasSimd, isIsolated, isNode } from '../engine/detect';
import { expectBlobWorker } from './blob-worker';
import { type LoadedWasm, loadWasm, reasonOf } from './wasm-module';
import { isOneFile, type WasmSource } from './wasm-source';
import { LIMITS, within } from './within';

/** How tfjs's wasm backend runs. */
export interface WasmStart {
  readonly threads: number;
  /** What should run but does not, and why. */
  readonly tried: readonly string[];
}

/** What Emscripten makes of its configuration, in place: the functions of the binary. */
interface EmscriptenModule {
  cwrap(name: string, result: string | null, types: string[]): unknown;
  tfjs?: { getThreadsCount(): number };
  readonly PThread?: { terminateAllThreads(): void };
}

type Factory = (config: object) => Promise<object>;
type Package = typeof import('../generated/assets/tfjs-backend-wasm.js');
type Started = tf.KernelBackend & { [START]?: WasmStart };

// Core's ESM and CJS builds may meet in one process.
const START = Symbol.for('@dl/core/wasm-start');

/**
 * Makes and registers tfjs's wasm backend, unless there is one: with threads where a page is isolated and its workers
 * start, else on one thread. It always ends, even if something does not answer.
 *
 * @throws Error that says what was tried
 */
export async function provideWasmBackend(
  threads: boolean,
  source: WasmSource | undefined,
): Promise<WasmStart> {
  if (running() === undefined) {
    const backend = await make(threads, source);
    if (running() === undefined) {
      // tfjs's own package, where a program has imported it, would start one of its own, without an end.
      if (tf.engine().registryFactory.wasm !== undefined) tf.removeBackend('wasm');
      tf.registerBackend('wasm', () => backend, 2);
      return backend[START] as WasmStart;
    }
  }
  return running()?.[START] ?? { threads: threadsOf(running()), tried: [] };
}

/** Not `tf.findBackend`, which would start it. */
function running(): Started | undefined {
  return tf.engine().registry.wasm;
}

/** Of a backend that the program has started by itself. */
function threadsOf(backend: Started | undefined): number {
  const { wasm } = (backend ?? {}) as { readonly wasm?: EmscriptenModule };
  return wasm?.PThread === undefined ? 1 : (wasm.tfjs?.getThreadsCount() ?? 1);
}

async function make(threads: boolean, source: WasmSource | undefined): Promise<Started> {
  const code = await import('../generated/assets/tfjs-backend-wasm.js');
  const tried: string[] = [];
  if (threads && isIsolated() && hasSimd() && !isNode() && !isOneFile(source)) {
    try {
      return finish(code, await startThreaded(code, source), true, tried);
    } catch (error) {
      tried.push(`setup: threads: ${reasonOf(error)}; one thread runs`);
    }
  }
  if (threads && isIsolated() && isOneFile(source)) {
    const rule = 'a folder or a function as option wasm';
    tried.push(`setup: threads: expected ${rule}, got one file; one thread runs`);
  }
  const file = hasSimd() ? 'tfjs-backend-wasm-simd.wasm' : 'tfjs-backend-wasm.wasm';
  const module = await run(code.singleFactory, await loadWasm(file, source), LIMITS.start, {});
  return finish(code, module, false, tried);
}

async function startThreaded(
  code: Package,
  source: WasmSource | undefined,
): Promise<EmscriptenModule> {
  await expectBlobWorker();
  const loaded = await loadWasm('tfjs-backend-wasm-threaded-simd.wasm', source);
  const script = (text: string) => new Blob([text], { type: 'text/javascript' });
  const worker = URL.createObjectURL(script(code.workerSource.replace(/\n/g, '\\n')));
  return run(code.threadedFactory, loaded, LIMITS.answer, {
    locateFile: (name: string) => (name.endsWith('.worker.js') ? worker : name),
    mainScriptUrlOrBlob: script(`var WasmBackendModuleThreadedSimd = ${code.threadedFactory}`),
  });
}

/** Instantiates a binary by Emscripten's `factory`, which by itself would never end after an error. */
async function run(factory: Factory, { module, from }: LoadedWasm, limit: number, more: object) {
  const config: Partial<EmscriptenModule> = { ...more };
  const work = new Promise<object>((resolve, reject) => {
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ) => {
      const made = WebAssembly.instantiate(module, imports);
      made.then((instance) => done(instance, module)).catch(reject);
      return {};
    };
    factory(Object.assign(config, { instantiateWasm })).then(resolve, reject);
  });
  try {
    return (await within(limit, `${from} to start`, work)) as EmscriptenModule;
  } catch (error) {
    config.PThread?.terminateAllThreads();
    throw error;
  }
}

/** As tfjs's own start: the functions that its backend calls, and the backend. */
function finish(
  { BackendWasm }: Package,
  module: EmscriptenModule,
  threaded: boolean,
  tried: readonly string[],
): Started {
  const n = 'number';
  const tfjs = {
    init: module.cwrap('init', null, []),
    initWithThreadsCount: module.cwrap('init_with_threads_count', null, [n]),
    getThreadsCount: module.cwrap('get_threads_count', n, []) as () => number,
    registerTensor: module.cwrap('register_tensor', null, [n, n, n]),
    disposeData: module.cwrap('dispose_data', null, [n]),
    dispose: module.cwrap('dispose', null, []),
  };
  module.tfjs = tfjs;
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threaded);
  const backend: Started = new BackendWasm(module);
  const threads = threaded ? tfjs.getThreadsCount() : 1;
  return Object.assign(backend, { [START]: { threads, tried } });
}
