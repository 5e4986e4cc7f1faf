import { integer, number } from '../../command/option';

/** The options of the task. The defaults have the least RMSE on the validation year, over seeds 11 to 20. */
export const FORECAST_OPTIONS = {
  ahead: integer('days between the last known day and the forecast', {
    low: 1,
    high: 30,
    fallback: 1,
  }),
  window: integer('known days that the network reads', { low: 1, high: 90, fallback: 5 }),
  hidden: integer('hidden units', { low: 1, high: 1024, fallback: 32 }),
  'learning-rate': number('at first; it falls to 0 over the run', { low: 0, fallback: 0.003 }),
  batch: integer('windows a step', { low: 1, high: 4096, fallback: 32 }),
} as const;

/** Training steps, where `--steps` is not given. */
export const FORECAST_STEPS = 500;
