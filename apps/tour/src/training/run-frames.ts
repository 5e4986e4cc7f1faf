import { existsSync } from 'node:fs';
import { fileStore, loadCheckpoint, saveCheckpoint } from '@dl/core';
import { count, digits, type Frame, type LessonRun } from '@dl/lessons';
import { type Points, seconds } from '@dl/report';
import type { TaskContext } from '../command/topic';
import { BucketMeans } from './bucket-means';
import { Stopped } from './stopped';

/** Points of a loss curve: each is the mean over as many steps. */
export const POINTS = 100;

/** What runs, and what is done after every step. */
export interface FramesOptions {
  readonly run: Pick<LessonRun, 'state' | 'steps' | 'run'>;
  readonly onFrame?: (frame: Frame) => void | Promise<void>;
}

/** What came of it. */
export interface TrainingRun {
  /** Of this run, without what a checkpoint held already. */
  readonly seconds: number;
  readonly stepsPerSecond: number;
  /** The mean loss over each hundredth of the run. */
  readonly curve: Points;
  /** Of a contest: the same of each by name. */
  readonly curves: Readonly<Record<string, Points>>;
  /** The mean loss over the last hundredth; null if nothing was left to train. */
  readonly loss: number | null;
  /** Writes a checkpoint and ends the run with `Stopped`: for a signal that comes after the training. */
  stop(): Promise<never>;
}

/**
 * Makes all steps, and does what every task of the tour does: shows a bar, keeps the loss curve, goes on from
 * `--resume`, and on Ctrl-C writes a checkpoint.
 *
 * @throws Stopped when the person stops it
 */
export async function runFrames(
  context: TaskContext,
  { run, onFrame }: FramesOptions,
): Promise<TrainingRun> {
  const { options, screen, signal, runtime } = context;
  const { state, steps } = run;
  const start = options.resume ? await resume(options.resume, state) : 0;
  if (options.resume) screen.note(`going on from step ${count(start)}, from ${options.resume}`);
  // On a GPU every loss that is read makes it wait.
  const readEvery = runtime.backend === 'webgpu' ? Math.ceil(steps / (2 * POINTS)) : 1;
  const means = new BucketMeans(Math.ceil(steps / POINTS));
  const each = new Map<string, BucketMeans>();
  const progress = screen.progress(steps, Math.min(start, steps));
  const begun = performance.now();
  let done = start;
  try {
    for await (const frame of run.run({ start, signal })) {
      done = frame.step;
      if (done % readEvery === 0) {
        means.add(done, await frame.loss());
        await addLosses(each, frame, means.size);
      }
      await onFrame?.(frame);
      progress.update(done, () => `loss ${digits(means.latest)}`);
    }
  } finally {
    progress.stop();
  }
  const elapsed = (performance.now() - begun) / 1000;
  const stop = async (): Promise<never> => {
    const path = options.checkpoint ?? checkpointPath(context);
    await saveCheckpoint(fileStore(path), { ...state, step: done });
    throw new Stopped(done, path, context.task);
  };
  if (signal.aborted) await stop();
  const stepsPerSecond = (done - start) / elapsed;
  const steady = `${count(done - start)} steps in ${seconds(elapsed)}`;
  if (done > start) screen.note(`${steady}, ${count(stepsPerSecond)} a second`);
  const loss = done > start ? means.latest : null;
  const curves = Object.fromEntries([...each].map(([name, own]) => [name, own.points()]));
  return { seconds: elapsed, stepsPerSecond, curve: means.points(), curves, loss, stop };
}

/** The losses of all in a contest; one that has diverged has no more points. */
async function addLosses(
  each: Map<string, BucketMeans>,
  { step, losses }: Frame,
  size: number,
): Promise<void> {
  for (const [name, loss] of Object.entries((await losses?.()) ?? {})) {
    if (Number.isNaN(loss)) continue;
    const means = each.get(name) ?? new BucketMeans(size);
    each.set(name, means);
    means.add(step, loss);
  }
}

async function resume(path: string, state: LessonRun['state']): Promise<number> {
  const { step } = await loadCheckpoint(fileStore(path), state);
  return step;
}

function checkpointPath({ topic, task, options }: TaskContext): string {
  const name = `checkpoints/${topic}-${task}-seed-${options.seed}`;
  // A run with other settings may have left its own under this name.
  let path = `${name}.safetensors`;
  for (let i = 2; existsSync(path); i++) path = `${name}-${i}.safetensors`;
  return path;
}
