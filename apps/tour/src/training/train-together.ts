import {
  adam,
  clipByGlobalNorm,
  cosineDecay,
  dispose,
  groups,
  type Optimizer,
  parameters,
  type Rng,
  type StepContext,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { TaskContext } from '../command/topic';
import type { Curve } from '../terminal/screen';
import { BucketMeans } from './bucket-means';
import { POINTS, type TrainingRun } from './run-frames';
import { runTraining } from './run-training';

/** One of several networks that are to be compared. */
export interface Contestant<B> {
  readonly model: unknown;
  /** At first; it falls to 0 along half a cosine. */
  readonly learningRate: number;
  /** The loss of a batch, a scalar. */
  loss(batch: B, context: StepContext): tf.Tensor;
}

/** How all of them are trained. */
export interface TogetherOptions<B> {
  readonly steps: number;
  readonly rng: Rng;
  readonly batches: (context: StepContext) => B;
  /** The norm that each network's gradient is cut to. */
  readonly clip: number;
}

/** What came of them, by name. */
export interface TogetherRun extends TrainingRun {
  readonly curves: Readonly<Record<string, Curve>>;
}

/**
 * Trains several networks side by side, on the same batches for the same number of steps. Each has its own optimiser and
 * its own clipping, so that each learns as if it were alone; but they have one bar and one checkpoint.
 */
export class Together<B> {
  readonly models: Readonly<Record<string, unknown>>;
  readonly #optimizer: Optimizer;

  constructor(
    readonly contestants: Readonly<Record<string, Contestant<B>>>,
    readonly options: TogetherOptions<B>,
  ) {
    const { steps } = options;
    const entries = Object.entries(contestants);
    this.models = Object.fromEntries(entries.map(([name, { model }]) => [name, model]));
    this.#optimizer = groups(
      entries.map(([, { model, learningRate }]) => ({
        parameters: parameters(model),
        optimizer: adam({ learningRate: cosineDecay(learningRate, { steps }) }),
      })),
    );
  }

  /** @throws Stopped when the person stops it */
  async train(context: TaskContext): Promise<TogetherRun> {
    const { steps, rng, batches, clip } = this.options;
    const means = new Map<string, BucketMeans>();
    let losses: (readonly [string, tf.Tensor])[] = [];
    const run = await runTraining<B>(context, {
      model: this.models,
      optimizer: this.#optimizer,
      steps,
      rng,
      batches,
      loss: (batch, step) => {
        const each = Object.entries(this.contestants).map(([name, { loss }]) => {
          return [name, loss(batch, step)] as const;
        });
        losses = each.map(([name, loss]) => [name, tf.keep(tf.clone(loss))] as const);
        return tf.addN(each.map(([, loss]) => loss));
      },
      onGradients: (gradients) => {
        for (const { model } of Object.values(this.contestants)) {
          const own = parameters(model).filter((parameter) => gradients.has(parameter));
          const part: typeof gradients = new Map(
            own.map((parameter) => [parameter, gradients.get(parameter) as tf.Tensor]),
          );
          clipByGlobalNorm(part, clip);
          for (const [parameter, gradient] of part) gradients.set(parameter, gradient);
        }
      },
      onReport: async ({ step }) => {
        for (const [name, loss] of losses) {
          const mean = means.get(name) ?? new BucketMeans(Math.ceil(steps / POINTS));
          means.set(name, mean);
          mean.add(step, (await loss.data())[0] as number);
          loss.dispose();
        }
        losses = [];
      },
    });
    const curves = [...means].map(([name, mean]) => [name, mean.points()] as const);
    return { ...run, curves: Object.fromEntries(curves) };
  }

  /** Frees the networks and the optimiser. */
  dispose(): void {
    dispose(this.models);
    this.#optimizer.dispose();
  }
}
