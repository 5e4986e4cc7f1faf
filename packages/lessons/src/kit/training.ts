import {
  clipByGlobalNorm,
  dispose,
  type Optimizer,
  parameters,
  type Rng,
  type TrainOptions,
  train,
} from '@dl/core';
import type { LessonRun, RunOptions } from './lesson';

/** What a run has by itself: its state, its steps and its end. */
export type RunCore = Pick<LessonRun, 'state' | 'steps' | 'run' | 'dispose'>;

/** A model, and how it is trained by `train`. */
export interface TrainingOptions<B> extends Pick<TrainOptions<B>, 'loss' | 'batches'> {
  /** Its parameters are trained. */
  readonly model: unknown;
  readonly optimizer: Optimizer;
  readonly rng: Rng;
  readonly steps: number;
  /** The norm that a gradient is cut to; 0: as it is. */
  clip?(): number;
}

/** What a lesson that is a training loop has by itself. */
export function trainingRun<B>(options: TrainingOptions<B>): RunCore {
  const { model, steps, clip, ...rest } = options;
  const { optimizer } = rest;
  return {
    state: { model, optimizer },
    steps,
    run({ start = 0, steps: last = steps, signal }: RunOptions = {}) {
      const range = { start, steps: last, ...(signal && { signal }) };
      const onGradients = clipping(clip);
      return train({ ...rest, parameters: parameters(model), onGradients, ...range });
    },
    dispose() {
      dispose(model);
      optimizer.dispose();
    },
  };
}

/** Cuts gradients to a norm, each step's to what `clip` says then. */
export function clipping(clip?: () => number): NonNullable<TrainOptions<unknown>['onGradients']> {
  return (gradients) => {
    const most = clip?.() ?? 0;
    if (most > 0) clipByGlobalNorm(gradients, most);
  };
}
