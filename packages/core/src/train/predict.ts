import * as tf from '@tensorflow/tfjs-core';
import { expectFunction } from '../check/choice';
import { expectPositiveInteger } from '../check/number';
import { type OptionChecks, readOptions } from '../check/options';
import { batches } from '../data/batches';
import type { Column } from '../data/columns';
import type { ForwardOptions } from '../ops/kit/forward-options';
import { type EpochData, expectBatches } from './epochs';
import { forwardOf } from './evaluate';

export interface PredictOptions<B> {
  /** Default: `model.forward(batch.x, options)`. */
  forward?: (batch: B, options: ForwardOptions) => tf.Tensor;
}

export interface PredictWholeOptions {
  /** Examples at once. Default 256. */
  size?: number;
  /** Default: `model.forward(x, options)`. */
  forward?: (x: tf.Tensor, options: ForwardOptions) => tf.Tensor;
}

const WHOLE: OptionChecks<PredictWholeOptions> = {
  size: expectPositiveInteger,
  forward: expectFunction,
};

/**
 * The outputs of a model for all of x, a batch at a time: a tensor [examples, …], which is the caller's to dispose.
 *
 * ```ts
 * const scores = await predict(model, [[5.1, 3.5], [4.9, 3]]);
 * ```
 *
 * @param x as a column of `batches`: rows of numbers, a typed array with its shape, a tensor
 * @throws TypeError, ShapeError, RangeError for what is no such column, or an invalid option; what the model throws
 */
export async function predict(
  model: unknown,
  x: Column,
  options?: PredictWholeOptions,
): Promise<tf.Tensor> {
  const { size = 256, forward } = readOptions('predict', options, WHOLE);
  const own =
    forward && ((batch: { x: tf.Tensor }, told: ForwardOptions) => forward(batch.x, told));
  const parts: tf.Tensor[] = [];
  try {
    const loader = batches({ x }, { size });
    for await (const part of predictEach(model, loader, own ? { forward: own } : {}))
      parts.push(part);
    return tf.concat(parts);
  } finally {
    tf.dispose(parts);
  }
}

/**
 * The outputs of a model for each batch of data, as they come: of data larger than memory. Each is the caller's to dispose.
 *
 * @throws TypeError for a model without `forward`, an invalid option; what the data and the model throw
 */
export async function* predictEach<B>(
  model: unknown,
  data: EpochData<B>,
  options?: PredictOptions<B>,
): AsyncGenerator<tf.Tensor, void, void> {
  const checks: OptionChecks<PredictOptions<B>> = { forward: expectFunction };
  const { forward = forwardOf<B>('predictEach', model) } = readOptions(
    'predictEach',
    options,
    checks,
  );
  expectBatches('predictEach', 'data', data);
  for await (const batch of data) {
    try {
      // A model may give back what it was given, which belongs to the batch.
      yield tf.tidy(() => tf.clone(forward(batch, { training: false })));
    } finally {
      tf.dispose(batch as tf.TensorContainer);
    }
  }
}
