import { choice, integer, number } from '../../command/option';

/** The options of the task. Of the rates 0.004 and 0.01 the default is better on the development documents (seed 11). */
export const TAGGING_OPTIONS = {
  cell: choice('of both networks', ['gru', 'lstm'], { fallback: 'gru' }),
  hidden: integer('units of a word: all in one direction, or half in each', {
    low: 2,
    high: 2048,
    fallback: 128,
  }),
  'learning-rate': number('at first; it falls to 0 over the run', { low: 0, fallback: 0.01 }),
  batch: integer('sentences a step', { low: 1, high: 1024, fallback: 32 }),
  documents: integer('documents of the corpus that are used', {
    low: 10,
    high: 500,
    fallback: 500,
  }),
  part: choice('what the figures are of: settings are chosen on dev', ['test', 'dev'], {
    fallback: 'test',
  }),
} as const;

/** Training steps, where `--steps` is not given. */
export const TAGGING_STEPS = 800;

/** The norm that a gradient is cut to. */
export const TAGGING_CLIP = 1;

/** Features of a word, of its ending and of its shape. */
export const FEATURE_SIZES = { word: 64, ending: 32, shape: 8 } as const;
