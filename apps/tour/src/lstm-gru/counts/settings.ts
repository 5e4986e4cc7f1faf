import { integer } from '../../command/option';

/** The options of the task: sizes of the layers that are compared. */
export const COUNTS_OPTIONS = {
  inputs: integer('features of a step', { low: 1, high: 1024, fallback: 128 }),
  hidden: integer('hidden units', { low: 1, high: 1024, fallback: 128 }),
  batch: integer('sequences a step', { low: 1, high: 1024, fallback: 32 }),
  time: integer('steps of a sequence', { low: 1, high: 1024, fallback: 64 }),
} as const;

/** Training steps that are timed, where `--steps` is not given. */
export const COUNTS_STEPS = 20;
