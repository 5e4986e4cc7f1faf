import { type Debugger, type Profiler, Session } from 'node:inspector/promises';
import { instances } from './kernel-times';

/** A sampled run: V8's profile, and which of its scripts are kernels of ours. */
export interface Sampled {
  profile: Profiler.Profile;
  kernelScripts: ReadonlySet<string>;
}

const INTERVAL_MICROSECONDS = 100;

/** V8's sampling profiler of this process. */
export class Sampler {
  readonly #session = new Session();

  /**
   * Runs the work under the profiler and throws the samples away: what V8 compiles meanwhile remembers
   * which function each instruction was inlined from; else all counts as the outermost one.
   */
  async warmUp(work: () => Promise<unknown>): Promise<void> {
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    await this.#session.post('Profiler.setSamplingInterval', { interval: INTERVAL_MICROSECONDS });
    await this.#session.post('Profiler.start');
    await work();
    await this.#session.post('Profiler.stop');
  }

  /** Samples the stack while the work runs. Once: afterwards the process is slower. */
  async sample(work: () => void | Promise<void>): Promise<Sampled> {
    await this.#session.post('Profiler.start');
    await work();
    const { profile } = await this.#session.post('Profiler.stop');
    const kernelScripts = await findKernels(this.#session);
    this.#session.disconnect();
    return { profile, kernelScripts };
  }
}

/** The WASM scripts that export what our kernels do. Asked last: a debugger slows WASM down. */
async function findKernels(session: Session): Promise<Set<string>> {
  const scripts: Debugger.ScriptParsedEventDataType[] = [];
  session.on('Debugger.scriptParsed', ({ params }) => scripts.push(params));
  await session.post('Debugger.enable');
  const ours = new Set([...instances().values()].map((exports) => signature(Object.keys(exports))));
  const found = new Set<string>();
  // A copy: each module compiled here is parsed too.
  for (const { scriptId, url } of [...scripts]) {
    if (!url.startsWith('wasm://')) continue;
    const source = await session.post('Debugger.getScriptSource', { scriptId });
    const { bytecode } = source as { bytecode?: string };
    if (bytecode === undefined) continue;
    const module = new WebAssembly.Module(Buffer.from(bytecode, 'base64'));
    if (ours.has(signature(WebAssembly.Module.exports(module).map(({ name }) => name)))) {
      found.add(scriptId);
    }
  }
  return found;
}

function signature(names: readonly string[]): string {
  return [...names].sort().join(' ');
}
