import * as tf from '@tensorflow/tfjs-core';
import type { Work } from '../row';
import { type Least, leastOf } from './least';
import { Recorder, type Trace } from './recorder';

/** Where the time of one run of some work goes. */
export interface Profile extends Least {
  /** The fastest whole run, without clocks. */
  readonly msFastest: number;
}

const WARM_UP_MS = 1000;
const LEAST_RUNS = 5;
const MOST_RUNS = 400;

/** Profiles some work in this process for about `ms`, and at least a few runs. */
export async function profileWork(work: Work, ms: number): Promise<Profile> {
  const whole = await runsOf(ms / 2, () => clock(work), WARM_UP_MS);
  const recorder = new Recorder();
  const unwrap = wrapKernels(recorder);
  try {
    const one = () => recorder.trace(() => work(1));
    const traces = await runsOf<Trace>(ms, one, ms / 10);
    return { ...leastOf(traces), msFastest: Math.min(...whole) };
  } finally {
    unwrap();
  }
}

/** What `once` gives, for `ms`; first for `warmUpMs` without keeping it. */
async function runsOf<T>(ms: number, once: () => Promise<T>, warmUpMs: number): Promise<T[]> {
  const start = performance.now();
  do await once();
  while (performance.now() - start < warmUpMs);
  const kept: T[] = [];
  const begin = performance.now();
  while (kept.length < LEAST_RUNS || (kept.length < MOST_RUNS && performance.now() - begin < ms)) {
    kept.push(await once());
  }
  return kept;
}

async function clock(work: Work): Promise<number> {
  const start = performance.now();
  await work(1);
  return performance.now() - start;
}

interface Instance {
  readonly raw: unknown;
  readonly kernels: Readonly<Record<string, unknown>>;
}

/** Where core keeps the running kernels, by package. */
const KEY = Symbol.for('@dl/core/kernels');

/** Puts a clock around the kernels of ours and of tfjs's running backend; gives what takes it away. */
function wrapKernels(recorder: Recorder): () => void {
  const { [KEY]: shared } = globalThis as { [KEY]?: { instances: Map<string, Instance> } };
  const instances = shared?.instances ?? new Map<string, Instance>();
  const ours = [...instances];
  for (const [name, instance] of ours) {
    const kernels = Object.entries(instance.kernels).map(([kernel, call]) => {
      // How much scratch memory a kernel needs is no work.
      const plain = typeof call !== 'function' || /Scratch|Bytes/.test(kernel);
      const label = `${name.replace('@dl/', '')} ${kernel}`;
      return [kernel, plain ? call : recorder.wrap(label, call as (...args: unknown[]) => unknown)];
    });
    instances.set(name, { ...instance, kernels: Object.fromEntries(kernels) });
  }
  const backend = tf.getBackend();
  const theirs = tf.getKernelsForBackend(backend);
  const put = (kernel: tf.KernelConfig) => {
    tf.unregisterKernel(kernel.kernelName, backend);
    tf.registerKernel(kernel);
  };
  for (const kernel of theirs) {
    const name = `tfjs ${kernel.kernelName}`;
    put({ ...kernel, kernelFunc: recorder.wrap(name, kernel.kernelFunc) });
  }
  return () => {
    for (const [name, instance] of ours) instances.set(name, instance);
    for (const kernel of theirs) put(kernel);
  };
}
