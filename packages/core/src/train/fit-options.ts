import type * as tf from '@tensorflow/tfjs-core';
import { expectFunction } from '../check/choice';
import { expected } from '../check/describe';
import { expectPositiveInteger } from '../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';
import type { ForwardOptions } from '../ops/kit/forward-options';
import type { Plateau } from '../optim/reduce-on-plateau';
import { EARLY_STOPPING, type EarlyStopping } from './early-stopping';
import type { EpochReport } from './epoch-report';
import { type EpochData, expectBatches } from './epochs';
import { expectMetrics, type Metric } from './evaluate';
import type { FitProgressFunction } from './fit-progress';
import type { TrainOptions } from './train';

/** What is told of a run, epoch by epoch: a log, a curve. */
export interface FitLog {
  epoch(report: EpochReport): void | Promise<void>;
  /** When the run is over, however it ends. */
  end?(): void | Promise<void>;
}

export interface FitOptions<B>
  extends Pick<
    TrainOptions<B>,
    'optimizer' | 'start' | 'rng' | 'accumulate' | 'onGradients' | 'signal'
  > {
  /** Of the outputs of a batch, a mean over its examples: a float32 scalar. */
  loss: (output: tf.Tensor, batch: B) => tf.Tensor;
  /** How often the data are gone through. Default 1. */
  epochs?: number;
  /** Default: `model.forward(batch.x, options)`. */
  forward?: (batch: B, options: ForwardOptions) => tf.Tensor;
  /** Judged after each epoch; like data, batches that can be gone through again, each disposed when it has been judged. */
  validation?: EpochData<B>;
  /** Of the validation data, by name: `{ accuracy: new Accuracy() }`. */
  metrics?: Readonly<Record<string, Metric>>;
  /** Ends a run that gets no better, with the weights of its best epoch. */
  earlyStopping?: EarlyStopping;
  /** A learning rate that is told the validation loss, or that of training, after each epoch. */
  plateau?: Plateau;
  /** Told how far the run is, from before its first step to its end, however it ends: a bar, a curve (`@dl/report`), a function. */
  progress?: FitProgressFunction;
  /** Told after each step, and waited for. */
  onStep?: (report: {
    readonly step: number;
    readonly loss: () => Promise<number>;
  }) => void | Promise<void>;
  /** Told after each epoch, and waited for: a checkpoint, a line. */
  onEpoch?: (report: EpochReport) => void | Promise<void>;
  /** Told after each epoch. */
  log?: readonly FitLog[];
}

const OPTIONS: OptionChecks<FitOptions<unknown>> = {
  optimizer: checkedLater,
  start: checkedLater,
  rng: checkedLater,
  accumulate: checkedLater,
  onGradients: checkedLater,
  signal: checkedLater,
  loss: checkedLater,
  epochs: expectPositiveInteger,
  forward: expectFunction,
  validation: expectBatches,
  metrics: expectMetrics,
  earlyStopping: checkedLater,
  plateau: (where, name, plateau) =>
    expectFunction(where, `${name}.report`, (plateau as Partial<Plateau> | null)?.report),
  progress: expectFunction,
  onStep: expectFunction,
  onEpoch: expectFunction,
  log: (where, name, logs) => {
    if (!Array.isArray(logs)) throw new TypeError(expected(`${where}: ${name}`, 'an array', logs));
    logs.forEach((log, i) => {
      expectFunction(where, `${name}.${i}.epoch`, log?.epoch);
    });
  },
};

/** What `fit` is told, checked. @throws TypeError, RangeError */
export function readFitOptions<B>(options: FitOptions<B>): FitOptions<B> {
  const own = readOptions<FitOptions<B>>('fit', options, OPTIONS as OptionChecks<FitOptions<B>>);
  expectFunction('fit', 'loss', own.loss);
  if (own.metrics !== undefined && own.validation === undefined) {
    throw new RangeError('fit: metrics: expected validation data with them, got none');
  }
  if (own.earlyStopping === undefined) return own;
  const where = 'fit: earlyStopping';
  const earlyStopping = readOptions(where, own.earlyStopping, EARLY_STOPPING);
  EARLY_STOPPING.patience(where, 'patience', earlyStopping.patience);
  return { ...own, earlyStopping };
}
