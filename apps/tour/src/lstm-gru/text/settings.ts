import { choice, integer, number } from '../../command/option';

/** The options of the task. Of the rates 0.005 and 0.01 the default is better on the development part (seed 11). */
export const TEXT_OPTIONS = {
  cell: choice('of the network', ['gru', 'lstm'], { fallback: 'gru' }),
  hidden: integer('hidden units', { low: 1, high: 2048, fallback: 128 }),
  embedding: integer('features of a character', { low: 1, high: 1024, fallback: 32 }),
  'learning-rate': number('at first; it falls to 0 over the run', { low: 0, fallback: 0.01 }),
  batch: integer('places in the text that are read at once', { low: 1, high: 1024, fallback: 16 }),
  window: integer('characters that gradients go back', { low: 1, high: 1024, fallback: 64 }),
  order: integer('the most characters that the counts look back', { low: 0, high: 7, fallback: 5 }),
  temperature: number('of the passage; under 1 it is more careful', {
    low: 0.01,
    high: 10,
    fallback: 0.8,
  }),
  sample: integer('characters of the passage', { low: 0, high: 100_000, fallback: 400 }),
  part: choice('what the figures are of: settings are chosen on dev', ['test', 'dev'], {
    fallback: 'test',
  }),
} as const;

/** Training steps, where `--steps` is not given. */
export const TEXT_STEPS = 4500;

/** The norm that a gradient is cut to. */
export const TEXT_CLIP = 1;
