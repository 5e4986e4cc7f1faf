import type { Work } from '../row';
import { quantile } from '../statistics';
import { type KernelTime, timeKernels } from './kernel-times';
import { type PartTime, partsOf } from './parts';
import { Sampler } from './sample';

/** Where the time of one run of some work goes. */
export interface Profile {
  /** One run, undisturbed. */
  msEach: number;
  /** Shares of a run, the largest first; they sum to 1. */
  parts: PartTime[];
  /** Each kernel of ours that was called, a run. */
  kernels: KernelTime[];
}

const WARM_UP_MS = 1000;
const LEAST_RUNS = 3;

/**
 * Profiles some work in this process, for about `ms` a pass: once undisturbed, once with the kernels
 * under the clock, once sampled.
 */
export async function profileWork(work: Work, ms: number): Promise<Profile> {
  const sampler = new Sampler();
  await sampler.warmUp(() => warmUp(work));
  const times = Math.max(LEAST_RUNS, Math.ceil(ms / (await warmUp(work))));
  const passes: number[] = [];
  for (let pass = 0; pass < 3; pass++) passes.push((await clock(work, times)) / times);
  const kernels = await timeKernels(work, times);
  const parts = partsOf(await sampler.sample(() => work(times)));
  return { msEach: quantile(passes, 0.5), parts, kernels };
}

/** Milliseconds a run, warm. */
async function warmUp(work: Work): Promise<number> {
  let each = 0;
  let times = 1;
  for (let total = 0; total < WARM_UP_MS; times *= 2) {
    const ms = await clock(work, times);
    total += ms;
    each = ms / times;
  }
  return each;
}

async function clock(work: Work, times: number): Promise<number> {
  const start = performance.now();
  await work(times);
  return performance.now() - start;
}
