import { median, round as rounded } from '../statistics';
import { countWork, type Device } from './count-work';

/** One figure of one side: times are of one step, in ms. */
export interface GpuFigure {
  readonly side: string;
  readonly id: string;
  readonly ms?: number;
  readonly best?: number;
  /** Of the processor, all threads together. */
  readonly cpuMs?: number;
  readonly runs?: number;
  readonly dispatches?: number;
  readonly submits?: number;
  readonly readBytes?: number;
  readonly tflops?: number;
  readonly tokensPerSecond?: number;
  /** With `--labels`: dispatches by their pipelines. */
  readonly labels?: Readonly<Record<string, number>>;
  readonly error?: string;
}

/** A step that is measured. */
export interface Work {
  readonly id: string;
  /** Makes it ready; what it holds is freed by `end`. */
  readonly start: () => Promise<{ step: () => void | Promise<void>; end?: () => void }>;
  readonly flops?: number;
  /** Units of which the rate is said, in a step. */
  readonly tokens?: number;
}

/** How a side is measured. */
export interface Side {
  readonly name: string;
  readonly device: Device | undefined;
  /** Waits for all that was asked of the GPU by reading a number back. */
  readonly sync: () => Promise<void>;
  /** Once each: only counts mean something. */
  readonly quick: boolean;
}

const BATCHES = 7;
const LEAST_MS = 60;
const MOST_MS = 3000;

/**
 * Measures works one after the other, of those whose ids begin with an argument if there are any, and prints a line of JSON each. One
 * that fails costs its own line only.
 */
export async function measureAll(side: Side, works: readonly Work[]): Promise<void> {
  const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const isAsked = ({ id }: Work) => asked.length === 0 || asked.some((own) => id.startsWith(own));
  for (const work of works.filter(isAsked)) say(await measured(side, work));
}

/** Prints a line. */
export function say(figure: object): void {
  process.stdout.write(`${JSON.stringify(figure)}\n`);
}

async function measured(side: Side, work: Work): Promise<GpuFigure> {
  const own = { side: side.name, id: work.id };
  let end: (() => void) | undefined;
  try {
    const started = await work.start();
    end = started.end;
    const { step } = started;
    const times = await timesOf(side, step);
    const counts = await countsOf(side, step);
    const ms = median(times.each);
    return {
      ...own,
      ms: rounded(ms),
      best: rounded(Math.min(...times.each)),
      cpuMs: rounded(times.cpu),
      runs: times.runs,
      ...counts,
      ...(work.flops && { tflops: rounded(work.flops / ms / 1e9) }),
      ...(work.tokens && { tokensPerSecond: rounded((1000 * work.tokens) / ms) }),
    };
  } catch (error) {
    return { ...own, error: String((error as Error)?.stack ?? error).slice(0, 600) };
  } finally {
    try {
      end?.();
    } catch {
      // It failed in the middle of a step.
    }
  }
}

async function timesOf({ sync, quick }: Side, step: () => void | Promise<void>) {
  // Compiles, then fills the pools of buffers.
  await step();
  await sync();
  const many = async (times: number) => {
    const start = performance.now();
    for (let i = 0; i < times; i++) await step();
    await sync();
    return performance.now() - start;
  };
  if (quick) {
    const before = process.cpuUsage();
    const ms = await many(1);
    return { each: [ms], cpu: usedMs(before), runs: 1 };
  }
  await many(2);
  const guess = (await many(3)) / 3;
  const times = Math.min(200, Math.max(1, Math.ceil(LEAST_MS / guess)));
  const batches = Math.max(2, Math.min(BATCHES, Math.floor(MOST_MS / (guess * times))));
  const before = process.cpuUsage();
  const each: number[] = [];
  for (let i = 0; i < batches; i++) each.push((await many(times)) / times);
  return { each, cpu: usedMs(before) / (batches * times), runs: batches * times };
}

async function countsOf({ device, sync }: Side, step: () => void | Promise<void>) {
  if (device === undefined) return {};
  const count = async (work: () => void | Promise<void>) => {
    const { counts, stop } = countWork(device);
    await work();
    await sync();
    stop();
    return counts;
  };
  const none = await count(() => undefined);
  const one = await count(step);
  return {
    dispatches: one.dispatches - none.dispatches,
    submits: one.submits - none.submits,
    readBytes: one.readBytes - none.readBytes,
    ...(process.argv.includes('--labels') && { labels: one.labels }),
  };
}

function usedMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
