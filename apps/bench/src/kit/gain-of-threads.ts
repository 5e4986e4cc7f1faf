import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { setup } from '@dl/core';
import type { Contender, Figure, Work } from '../row';

/** How the two are compared. */
export interface GainOptions {
  /** How often both have their turn. Default 12. */
  rounds?: number | undefined;
  /** Milliseconds of a turn. Default 250. */
  turnMs?: number | undefined;
  /** So many other programs hold the cores meanwhile. Default 0. */
  foreign?: number | undefined;
}

/**
 * What two threads gain over one: in turn, in one process, each by its fastest run of many, which other programs disturb least;
 * where there are such by design, by the median.
 */
export async function gainOfThreads(
  make: () => Promise<Contender>,
  { rounds = 12, turnMs = 250, foreign = 0 }: GainOptions = {},
): Promise<Figure> {
  const { run } = await make();
  const work = typeof run === 'function' ? run : (Object.values(run)[0] as Work);
  const others = Array.from({ length: foreign }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  const times: Record<1 | 2, number[]> = { 1: [], 2: [] };
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const threads of [1, 2] as const) {
        await setup({ backend: 'wasm', threads });
        if (threads === 2) await startWorkers(work);
        const own = await turn(work, turnMs);
        // The first is to warm up.
        if (round > 0) times[threads].push(...own);
      }
    }
  } finally {
    for (const other of others) other.kill();
    await setup({ backend: 'wasm', threads: 1 });
  }
  const [one, two] = [figureOf(times[1], foreign), figureOf(times[2], foreign)];
  return { ours: one / two };
}

function figureOf(times: readonly number[], foreign: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[foreign > 0 ? sorted.length >> 1 : 0] as number;
}

/** Workers start with the first work that is worth them, and are not waited for. */
async function startWorkers(work: Work): Promise<void> {
  const until = performance.now() + 100;
  while (performance.now() < until) {
    await work(1);
    await delay(5);
  }
}

async function turn(work: Work, ms: number): Promise<number[]> {
  const times: number[] = [];
  const until = performance.now() + ms;
  while (performance.now() < until || times.length < 3) {
    const start = performance.now();
    await work(1);
    times.push(performance.now() - start);
  }
  return times;
}
