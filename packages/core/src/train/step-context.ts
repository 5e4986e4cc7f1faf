import type { Rng } from '../random/random';

/** What a step knows of itself. */
export interface StepContext {
  /** From 0. */
  readonly step: number;
  /** A stream of this step's own, the same when the step is run again: for dropout, noise, batches. */
  readonly rng: Rng;
  /** Which of the batches of this step, from 0: see `accumulate`. */
  readonly part: number;
}
