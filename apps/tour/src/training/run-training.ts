import { type Optimizer, parameters, type TrainOptions, train } from '@dl/core';
import type { Frame } from '@dl/lessons';
import type { TaskContext } from '../command/topic';
import { runFrames, type TrainingRun } from './run-frames';

type Passed<B> = Pick<TrainOptions<B>, 'loss' | 'batches' | 'rng' | 'onGradients'>;

/** What is trained, and how. */
export interface TrainingOptions<B> extends Passed<B> {
  /** Its parameters are trained; its state goes into the checkpoint. */
  readonly model: unknown;
  readonly optimizer: Optimizer;
  readonly steps: number;
  /** Called after every step. */
  readonly onReport?: (report: Frame) => void | Promise<void>;
}

/** Trains as `train` does, in the frame of `runFrames`. @throws Stopped when the person stops it */
export function runTraining<B>(
  context: TaskContext,
  { model, optimizer, steps, onReport, ...rest }: TrainingOptions<B>,
): Promise<TrainingRun> {
  const common = { ...rest, parameters: parameters(model), optimizer, steps };
  const run = {
    state: { model, optimizer },
    steps,
    run: (options = {}) => train({ ...common, ...options }),
  };
  return runFrames(context, { run, ...(onReport && { onFrame: onReport }) });
}
