import { type Debugger, type Profiler, Session } from 'node:inspector/promises';
import { instances } from './kernel-times';

/** A sampled run: V8's profile, and which of its scripts are kernels of ours. */
export interface Sampled {
  profile: Profiler.Profile;
  kernelScripts: ReadonlySet<string>;
}

const INTERVAL_MICROSECONDS = 100;

/** Samples the stack of this process while `work` runs. */
export async function sample(work: () => void | Promise<void>): Promise<Sampled> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_MICROSECONDS });
    await session.post('Profiler.start');
    await work();
    const { profile } = await session.post('Profiler.stop');
    return { profile, kernelScripts: await findKernels(session) };
  } finally {
    session.disconnect();
  }
}

/** The WASM scripts that export what our kernels do. Asked last: a debugger slows WASM down. */
async function findKernels(session: Session): Promise<Set<string>> {
  const scripts: Debugger.ScriptParsedEventDataType[] = [];
  session.on('Debugger.scriptParsed', ({ params }) => scripts.push(params));
  await session.post('Debugger.enable');
  const ours = new Set([...instances().values()].map((exports) => signature(Object.keys(exports))));
  const found = new Set<string>();
  for (const { scriptId, url } of scripts) {
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
