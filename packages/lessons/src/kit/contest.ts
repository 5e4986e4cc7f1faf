import {
  dispose,
  groups,
  type Optimizer,
  parameters,
  type Rng,
  type StepContext,
  type TrainReport,
  train,
} from '@dl/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { Frame, RunOptions } from './lesson';
import { clipping, type RunCore } from './training';

/** Who takes part, and on what. */
export interface ContestOptions<M, B> {
  /** By the names that losses have. */
  readonly models: Readonly<Record<string, M>>;
  /** A new one for each model. */
  optimizer(name: string): Optimizer;
  readonly rng: Rng;
  readonly steps: number;
  /** Called once a step and model; the same stream gives each of them the same batch. */
  batches(context: StepContext): B;
  /** The loss of a batch, a scalar. */
  loss(model: M, batch: B, context: StepContext): tf.Tensor;
  /** The norm that each model's gradient is cut to; 0: as it is. */
  clip?(): number;
}

/** A contest that has started. */
export interface Contest extends RunCore {
  /** Those whose loss is no number any more. */
  readonly diverged: ReadonlySet<string>;
}

type Runs = Map<string, AsyncGenerator<TrainReport, void, void>>;

/**
 * Trains several models side by side, each on the same batches with its own optimiser and its own clipping, so that each
 * learns as if it were alone. One that diverges stays behind; the others go on. The loss of a frame is that of the first that
 * has not diverged.
 */
export function contestRun<M, B>(options: ContestOptions<M, B>): Contest {
  const { models, optimizer, steps, rng, batches, loss, clip } = options;
  const names = Object.keys(models);
  const diverged = new Set<string>();
  const optimizers = new Map(names.map((name) => [name, optimizer(name)]));
  const state = {
    model: models,
    optimizer: groups(
      names.map((name) => ({
        parameters: parameters(models[name]),
        optimizer: optimizers.get(name) as Optimizer,
      })),
    ),
  };

  function trainOne(name: string, start: number, last: number) {
    const model = models[name] as M;
    return train<B>({
      ...{ parameters: parameters(model), optimizer: optimizers.get(name) as Optimizer },
      ...{ rng, batches, start, steps: last, onGradients: clipping(clip) },
      loss: (batch, context) => loss(model, batch, context),
    });
  }

  /** A step of each; undefined after the last. @throws the error of the last one that diverges */
  async function stepOf(runs: Runs): Promise<Map<string, TrainReport> | undefined> {
    const reports = new Map<string, TrainReport>();
    for (const [name, run] of runs) {
      try {
        const { value, done } = await run.next();
        if (done || !value) return undefined;
        reports.set(name, value);
      } catch (error) {
        if (!/expected a finite number/.test((error as Error).message)) throw error;
        runs.delete(name);
        diverged.add(name);
        if (runs.size === 0) throw error;
      }
    }
    return reports;
  }

  return {
    ...{ state, steps, diverged },
    async *run({ start = 0, steps: last = steps, signal }: RunOptions = {}) {
      const runs: Runs = new Map(names.map((name) => [name, trainOne(name, start, last)]));
      try {
        // All of them end after the same step, also where the signal comes amid one.
        while (!signal?.aborted) {
          const reports = await stepOf(runs);
          if (reports === undefined) return;
          yield frameOf(reports, names);
        }
      } finally {
        for (const run of runs.values()) await run.return();
      }
    },
    dispose() {
      dispose(state.model);
      state.optimizer.dispose();
    },
  };
}

function frameOf(reports: Map<string, TrainReport>, names: readonly string[]): Frame {
  const losses = async () => {
    const entries = names.map(
      async (name) => [name, (await reports.get(name)?.loss()) ?? Number.NaN] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  };
  const [first] = reports.values() as unknown as [TrainReport];
  return { step: first.step, losses, loss: () => first.loss() };
}
