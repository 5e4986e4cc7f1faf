import type { Samples } from './result';
import type { Plan } from './row';

/** A contender in its process. */
export interface Runner {
  readonly name: string;
  /** The forms of the work; one that is called '' if there is but one. */
  readonly variants: readonly string[];
  readonly checksum: number | undefined;
  /** Runs the work `times` times; milliseconds. */
  run(variant: string, times: number): Promise<number>;
}

const LEAST_REPEATS = 5;

/** How a row is run unless it says otherwise. */
export const PLAN: Plan = {
  warmUpMs: 500,
  sampleMs: 60,
  repeats: 15,
  budgetMs: 20_000,
  agreement: 1e-3,
};

/**
 * Times ours and the peer in turn, ours first, form by form.
 *
 * @throws Error if both give a checksum and they differ
 */
export async function measure(
  ours: Runner,
  peer: Runner | undefined,
  options: Partial<Plan> = {},
): Promise<Samples[]> {
  const plan = { ...PLAN, ...options };
  if (peer) expectSame(ours, peer, plan);
  const forms = [];
  for (const variant of ours.variants) {
    forms.push({
      variant,
      a: await ready(ours, variant, plan),
      b: await ready(peer, variant, plan),
    });
  }
  const samples = forms.map(({ variant }) => ({
    variant,
    ours: [] as number[],
    peer: [] as number[],
  }));
  const start = performance.now();
  for (let r = 0; r < plan.repeats; r++) {
    if (r >= LEAST_REPEATS && performance.now() - start > plan.budgetMs) break;
    for (const [i, { a, b }] of forms.entries()) {
      samples[i]?.ours.push(await a());
      if (peer) samples[i]?.peer.push(await b());
    }
  }
  return samples;
}

/** Warms a contender up, and gives what takes one sample of it: ms a run. */
async function ready(
  runner: Runner | undefined,
  form: string,
  plan: Plan,
): Promise<() => Promise<number>> {
  if (runner === undefined) return () => Promise.resolve(Number.NaN);
  // A peer with one form only stands against all of ours.
  const variant = runner.variants.includes(form) ? form : (runner.variants[0] as string);
  let times = 1;
  let msEach = 0;
  let total = 0;
  for (let runs = 0; runs < 2 || total < plan.warmUpMs; runs++) {
    const ms = await runner.run(variant, times);
    total += ms;
    msEach = ms / times;
    times = Math.min(times * 2, perSample(msEach, plan));
  }
  const each = plan.times ?? perSample(msEach, plan);
  return async () => (await runner.run(variant, each)) / each;
}

function perSample(msEach: number, { sampleMs }: Plan): number {
  return Math.max(1, Math.ceil(sampleMs / Math.max(msEach, 1e-6)));
}

function expectSame(ours: Runner, peer: Runner, { agreement }: Plan): void {
  const [a, b] = [ours.checksum, peer.checksum];
  if (a === undefined || b === undefined || Math.abs(a - b) <= agreement * Math.abs(b)) return;
  throw new Error(`measure: expected the checksum ${b} of ${peer.name}, got ${a} of ${ours.name}`);
}
