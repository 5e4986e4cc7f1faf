import {
  dispose,
  type Optimizer,
  parameters,
  type Rng,
  type StepContext,
  type TrainOptions,
  train,
} from '@dl/core';
import type { Frame, LessonRun, RunOptions } from './lesson';

/** A model, and how it is trained by `train`. */
export interface TrainingOptions<B> extends Pick<TrainOptions<B>, 'loss' | 'onGradients'> {
  /** Its parameters are trained. */
  readonly model: unknown;
  readonly optimizer: Optimizer;
  readonly rng: Rng;
  readonly steps: number;
  batches(context: StepContext): B;
}

/** What a lesson that is a training loop has by itself: its state, its steps and its end. */
export function trainingRun<B>(
  options: TrainingOptions<B>,
): Pick<LessonRun, 'state' | 'steps' | 'run' | 'dispose'> {
  const { model, steps, ...rest } = options;
  const { optimizer } = rest;
  return {
    state: { model, optimizer },
    steps,
    run({ start = 0, steps: last = steps, signal }: RunOptions = {}): AsyncGenerator<Frame, void> {
      const range = { start, steps: last, ...(signal && { signal }) };
      return train({ ...rest, parameters: parameters(model), ...range });
    },
    dispose() {
      dispose(model);
      optimizer.dispose();
    },
  };
}
