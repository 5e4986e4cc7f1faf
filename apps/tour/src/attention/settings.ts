import { choice, integer, number } from '../command/option';

/** The options of the task. Of the rates 0.005 and 0.01 the default is better for both networks (seed 11). */
export const REVERSAL_OPTIONS = {
  symbols: integer('different symbols', { low: 2, high: 26, fallback: 16 }),
  longest: integer('the most symbols of a sequence that is trained on', {
    low: 1,
    high: 200,
    fallback: 20,
  }),
  score: choice('how a query is compared with the memory', ['general', 'dot', 'additive'], {
    fallback: 'general',
  }),
  hidden: integer('units of encoder and decoder with attention', {
    low: 1,
    high: 1024,
    fallback: 64,
  }),
  'fixed-hidden': integer('the same without attention: it has no fewer parameters', {
    low: 1,
    high: 1024,
    fallback: 80,
  }),
  'learning-rate': number('at first; it falls to 0 over the run', { low: 0, fallback: 0.01 }),
  batch: integer('sequences a step, all of one length', { low: 1, high: 4096, fallback: 64 }),
  test: integer('fresh sequences of each length to test on', {
    low: 1,
    high: 100_000,
    fallback: 200,
  }),
} as const;

/** Training steps, where `--steps` is not given. */
export const REVERSAL_STEPS = 2500;

/** The norm that a gradient is cut to. */
export const REVERSAL_CLIP = 1;

/** Features of a symbol. */
export const SYMBOL_FEATURES = 32;
