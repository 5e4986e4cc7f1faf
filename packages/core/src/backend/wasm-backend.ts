import * as tf from '@tensorflow/tfjs-core';
import { hasSimd } from '../engine/detect';
import { type LoadedWasm, loadWasm } from './wasm-module';
import type { WasmSource } from './wasm-source';
import { LIMITS, within } from './within';

/** What Emscripten makes of its configuration, in place: the functions of the binary. */
interface EmscriptenModule {
  cwrap(name: string, result: string | null, types: string[]): unknown;
  tfjs?: object;
}

type Factory = (config: object) => Promise<object>;
type Package = typeof import('../generated/assets/tfjs-backend-wasm.js');

/**
 * Makes and registers tfjs's wasm backend, unless there is one. It always ends, even if something does not answer.
 *
 * @throws Error that says what was tried
 */
export async function provideWasmBackend(source: WasmSource | undefined): Promise<void> {
  if (isThere()) return;
  const { singleFactory, BackendWasm } = await import('../generated/assets/tfjs-backend-wasm.js');
  const file = hasSimd() ? 'tfjs-backend-wasm-simd.wasm' : 'tfjs-backend-wasm.wasm';
  const backend = finish(
    BackendWasm,
    await startModule(singleFactory, await loadWasm(file, source)),
  );
  if (isThere()) return;
  // tfjs's own package, where a program has imported it, would start one of its own, without an end.
  if (tf.engine().registryFactory.wasm !== undefined) tf.removeBackend('wasm');
  tf.registerBackend('wasm', () => backend, 2);
}

/** Not `tf.findBackend`, which would start it. */
function isThere(): boolean {
  return tf.engine().registry.wasm !== undefined;
}

/** A browser may have no room for a shared memory, whose 4 GiB it sets aside at once: then over one of its own. */
async function startModule(factory: Factory, loaded: LoadedWasm): Promise<EmscriptenModule> {
  const { plain, from } = loaded;
  if (plain === undefined) return run(factory, loaded);
  try {
    return await run(factory, loaded);
  } catch {
    return run(factory, { module: await WebAssembly.compile(plain as BufferSource), from });
  }
}

/** Instantiates a binary by Emscripten's `factory`, which by itself would never end after an error. */
async function run(factory: Factory, { module, from }: LoadedWasm): Promise<EmscriptenModule> {
  const work = new Promise<object>((resolve, reject) => {
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ) => {
      const made = WebAssembly.instantiate(module, imports);
      made.then((instance) => done(instance, module)).catch(reject);
      return {};
    };
    factory({ instantiateWasm }).then(resolve, reject);
  });
  return (await within(LIMITS.start, `${from} to start`, work)) as EmscriptenModule;
}

/** As tfjs's own start: the functions that its backend calls, and the backend. */
function finish(Backend: Package['BackendWasm'], module: EmscriptenModule): tf.KernelBackend {
  const n = 'number';
  module.tfjs = {
    init: module.cwrap('init', null, []),
    initWithThreadsCount: module.cwrap('init_with_threads_count', null, [n]),
    getThreadsCount: module.cwrap('get_threads_count', n, []),
    registerTensor: module.cwrap('register_tensor', null, [n, n, n]),
    disposeData: module.cwrap('dispose_data', null, [n]),
    dispose: module.cwrap('dispose', null, []),
  };
  // Its own threads are another build.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return new Backend(module);
}
