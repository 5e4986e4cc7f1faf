import * as tf from '@tensorflow/tfjs-core';
import { expectFunction } from '../check/choice';
import { expected } from '../check/describe';
import { type OptionCheck, type OptionChecks, readOptions } from '../check/options';
import { Turns } from '../data/turn';
import type { ForwardOptions } from '../ops/kit/forward-options';
import { type EpochData, expectBatches } from './epochs';

/** A batch whose inputs and targets are called as `batches` of columns, and Keras, call them. */
export interface LabelledBatch {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
}

/** A figure over many batches: `Accuracy` is one. */
export interface Metric {
  /** Takes the outputs and targets `y` of a batch. */
  update(output: tf.Tensor, target: tf.Tensor): void | Promise<void>;
  readonly value: number;
  /** Forgets all. */
  reset(): void;
}

/** What a model is judged by. */
export interface EvaluateOptions<B> {
  /** Default: `model.forward(batch.x, options)`. */
  forward?: (batch: B, options: ForwardOptions) => tf.Tensor;
  /** Of the outputs of a batch, a mean over its examples: a float32 scalar. */
  loss?: (output: tf.Tensor, batch: B) => tf.Tensor;
  /** By name; each is reset first. They see `batch.y`. */
  metrics?: Readonly<Record<string, Metric>>;
}

/** Figures by name: `loss` (if there is one), and the metrics. */
export type Figures = Readonly<Record<string, number>>;

/** The check of metrics by name. @throws TypeError, RangeError for one of the name `loss` */
export const expectMetrics: OptionCheck = (where, name, metrics) => {
  if (typeof metrics !== 'object' || metrics === null) {
    throw new TypeError(expected(`${where}: ${name}`, 'metrics by name', metrics));
  }
  for (const [key, metric] of Object.entries(metrics)) {
    if (key === 'loss')
      throw new RangeError(`${where}: ${name}: expected none called loss, got one`);
    expectFunction(where, `${name}.${key}.update`, (metric as Metric)?.update);
    expectFunction(where, `${name}.${key}.reset`, (metric as Metric).reset);
  }
};

const OPTIONS: OptionChecks<EvaluateOptions<unknown>> = {
  forward: expectFunction,
  loss: expectFunction,
  metrics: expectMetrics,
};

/**
 * The loss and metrics of a model over data, without training: noise is off, norms take what they have learnt. The loss is the mean
 * over all examples, whatever the sizes of their batches.
 *
 * ```ts
 * const { accuracy } = await evaluate(model, batches(test, { size: 256 }), { metrics: { accuracy: new Accuracy() } });
 * ```
 *
 * @throws RangeError for data of nothing; TypeError, RangeError for an invalid option; what `forward`, `loss` and metrics throw
 */
export async function evaluate<B>(
  model: unknown,
  data: EpochData<B>,
  options: EvaluateOptions<B>,
): Promise<Figures> {
  const own = readOptions<EvaluateOptions<B>>(
    'evaluate',
    options,
    OPTIONS as OptionChecks<EvaluateOptions<B>>,
  );
  const forward = own.forward ?? forwardOf<B>('evaluate', model);
  expectBatches('evaluate', 'data', data);
  const metrics = Object.entries(own.metrics ?? {});
  for (const [, metric] of metrics) metric.reset();
  const turns = new Turns();
  let sum = 0;
  let count = 0;
  for await (const batch of data) {
    try {
      const rows = rowsOf(batch);
      const { output, loss } = tf.tidy(() => {
        const y = forward(batch, { training: false });
        return { output: y, loss: own.loss?.(y, batch) } as never;
      }) as { output: tf.Tensor; loss?: tf.Tensor };
      try {
        const target = (batch as Partial<LabelledBatch>).y as tf.Tensor;
        for (const [, metric] of metrics) await metric.update(output, target);
        if (loss !== undefined) sum += rows * ((await loss.data())[0] as number);
        count += rows;
      } finally {
        tf.dispose([output, loss] as tf.TensorContainer);
      }
    } finally {
      tf.dispose(batch as tf.TensorContainer);
    }
    if (turns.due()) await turns.take();
  }
  if (count === 0) throw new RangeError('evaluate: data: expected batches, got none');
  const figures = metrics.map(([name, metric]) => [name, metric.value]);
  return { ...(own.loss && { loss: sum / count }), ...Object.fromEntries(figures) };
}

/** How a model is called where nothing else is said. @throws TypeError for a model that cannot be */
export function forwardOf<B>(where: string, model: unknown) {
  const { forward } = (model ?? {}) as {
    forward?: (x: tf.Tensor, options: ForwardOptions) => tf.Tensor;
  };
  if (typeof forward !== 'function') {
    const rule = 'a model with forward, or the option forward';
    throw new TypeError(expected(`${where}: model`, rule, model));
  }
  return (batch: B, options: ForwardOptions): tf.Tensor => {
    const { x } = (batch ?? {}) as Partial<LabelledBatch>;
    if (x instanceof tf.Tensor) return forward.call(model, x, options);
    throw new TypeError(expected(`${where}: batch`, 'one with x, or the option forward', batch));
  };
}

/** How many examples a batch has: the rows of its first tensor. */
export function rowsOf(batch: unknown): number {
  if (batch instanceof tf.Tensor) return batch.shape[0] ?? 1;
  if (typeof batch !== 'object' || batch === null) return 1;
  const tensor = Object.values(batch).find((part) => part instanceof tf.Tensor);
  return (tensor as tf.Tensor | undefined)?.shape[0] ?? 1;
}
