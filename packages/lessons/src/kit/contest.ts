import {
  clipByGlobalNorm,
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
import type { Frame, LessonRun, RunOptions } from './lesson';

/** One of several models that are compared. */
export interface Contestant<B> {
  readonly model: unknown;
  readonly optimizer: Optimizer;
  /** The loss of a batch, a scalar. */
  loss(batch: B, context: StepContext): tf.Tensor;
}

/** Who takes part, and on what. */
export interface ContestOptions<B> {
  /** By the names that losses have. */
  readonly contestants: Readonly<Record<string, Contestant<B>>>;
  readonly rng: Rng;
  readonly steps: number;
  /** Called once a step and contestant; the same stream gives each of them the same batch. */
  batches(context: StepContext): B;
  /** The norm that each model's gradient is cut to; 0: none. */
  clip?(): number;
}

/**
 * Trains several models side by side, each on the same batches with its own optimiser and its own clipping, so that each
 * learns as if it were alone. One that diverges stays behind; the others go on.
 */
export class Contest<B> implements Pick<LessonRun, 'state' | 'steps' | 'run' | 'dispose'> {
  readonly state: LessonRun['state'];
  readonly steps: number;
  readonly #options: ContestOptions<B>;
  readonly #diverged = new Set<string>();

  constructor(options: ContestOptions<B>) {
    this.#options = options;
    this.steps = options.steps;
    const entries = Object.entries(options.contestants);
    this.state = {
      model: Object.fromEntries(entries.map(([name, { model }]) => [name, model])),
      optimizer: groups(
        entries.map(([, { model, optimizer }]) => ({ parameters: parameters(model), optimizer })),
      ),
    };
  }

  /** Those whose loss is no number any more. */
  get diverged(): ReadonlySet<string> {
    return this.#diverged;
  }

  /** Steps of all. The loss of a frame is that of the first that has not diverged. */
  async *run({ signal, ...range }: RunOptions = {}): AsyncGenerator<Frame, void, void> {
    const { steps = this.steps, start = 0 } = range;
    const { contestants } = this.#options;
    const runs = new Map(
      Object.entries(contestants).map(([name, one]) => [name, this.#train(one, start, steps)]),
    );
    try {
      // All of them end after the same step, also where the signal comes amid one.
      while (!signal?.aborted) {
        const reports = await this.#step(runs);
        if (reports === undefined) return;
        yield frameOf(reports, Object.keys(contestants));
      }
    } finally {
      for (const run of runs.values()) await run.return();
    }
  }

  /** Frees the models and the optimisers. */
  dispose(): void {
    dispose(this.state.model);
    this.state.optimizer.dispose();
  }

  #train({ model, optimizer, loss }: Contestant<B>, start: number, steps: number) {
    const { rng, batches, clip } = this.#options;
    return train<B>({
      ...{ parameters: parameters(model), optimizer, rng, batches, loss, start, steps },
      onGradients: (gradients) => {
        const most = clip?.() ?? 0;
        if (most > 0) clipByGlobalNorm(gradients, most);
      },
    });
  }

  /** A step of each; undefined after the last. @throws the error of the last one that diverges */
  async #step(
    runs: Map<string, AsyncGenerator<TrainReport, void, void>>,
  ): Promise<Map<string, TrainReport> | undefined> {
    const reports = new Map<string, TrainReport>();
    for (const [name, run] of runs) {
      try {
        const { value, done } = await run.next();
        if (done || !value) return undefined;
        reports.set(name, value);
      } catch (error) {
        if (!/expected a finite number/.test((error as Error).message)) throw error;
        runs.delete(name);
        this.#diverged.add(name);
        if (runs.size === 0) throw error;
      }
    }
    return reports;
  }
}

function frameOf(reports: Map<string, TrainReport>, names: readonly string[]): Frame {
  const losses = async () => {
    const entries = names.map(
      async (name) => [name, (await reports.get(name)?.loss()) ?? Number.NaN] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  };
  const [first] = reports.values() as unknown as [TrainReport];
  return {
    step: first.step,
    losses,
    loss: () => first.loss(),
  };
}
