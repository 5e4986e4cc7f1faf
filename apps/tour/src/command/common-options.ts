import { choice, flag, integer, type OptionValues, text } from './option';

/** Options that every task takes. `steps` has the task's own default. */
export const COMMON = {
  seed: integer('everything random comes from it', { fallback: 1 }),
  steps: integer("training steps (default: the task's own)", { low: 1 }),
  backend: choice('where tensors live', ['auto', 'wasm', 'webgpu', 'cpu'], { fallback: 'auto' }),
  json: flag('print one line with the final figures and nothing else'),
  checkpoint: text('file to write when stopped by Ctrl-C (default: a new one in ./checkpoints)'),
  resume: text('checkpoint to go on from, with the options of the run that wrote it'),
} as const;

/** Their values. */
export type CommonValues = OptionValues<typeof COMMON>;
