import * as tf from '@tensorflow/tfjs-core';
import { BestEpoch } from './early-stopping';
import type { EpochReport } from './epoch-report';
import { type EpochData, overEpochs } from './epochs';
import { evaluate, forwardOf } from './evaluate';
import { type FitOptions, readFitOptions } from './fit-options';
import type { FitProgress } from './fit-progress';
import { train } from './train';

/** How a run went. */
export interface FitResult {
  readonly epochs: readonly EpochReport[];
  /** The best epoch, from 1, if `earlyStopping` looked for it: its weights are in the model, unless the run was aborted. */
  readonly best: number | undefined;
  /** `done` after all epochs, `early` by `earlyStopping`, `aborted` by the signal. */
  readonly ended: 'done' | 'early' | 'aborted';
}

/** Of a GPU, so many losses are made for one that is read. */
const READ_EVERY = 10;

/**
 * Trains a model on data, epoch by epoch: `train` with what most runs want around it.
 *
 * ```ts
 * const { epochs } = await fit(model, batches({ x, y }, { size: 32, shuffle: random(1) }), {
 *   epochs: 20,
 *   optimizer: adam({ learningRate: 1e-3 }),
 *   loss: (output, { y }) => softmaxCrossEntropy(output, y),
 *   validation: batches(held, { size: 256 }),
 *   metrics: { accuracy: new Accuracy() },
 *   earlyStopping: { patience: 3 },
 *   onEpoch: ({ epoch, loss, validation }) => console.log(epoch, loss, validation),
 * });
 * ```
 *
 * The steps are those of `train` with the same data: bit for bit.
 *
 * @param data batches of one epoch, which can be gone through again; each is disposed after its step
 * @throws RangeError, TypeError for options or data that do not fit; as `train`, and what functions of the caller throw
 */
export async function fit<B>(
  model: unknown,
  data: EpochData<B>,
  options: FitOptions<B>,
): Promise<FitResult> {
  const own = readFitOptions(options);
  const { loss, epochs = 1, validation, metrics, log = [], plateau, optimizer, signal } = own;
  const { start, rng, accumulate, onGradients } = own;
  const told = { start, rng, accumulate, onGradients, signal };
  const forward = own.forward ?? forwardOf<B>('fit', model);
  let reports: readonly EpochReport[] = [];
  const best = own.earlyStopping && new BestEpoch(model, own.earlyStopping);
  const losses = new Losses();
  let step = start ?? 0;
  let isEarly = false;
  let began = performance.now();
  let learningRate = optimizer?.learningRate;
  const tell = (state: FitProgress['state']): void | Promise<void> =>
    own.progress?.({
      ...{ state, step, steps: source.count && Math.ceil(source.count / (accumulate ?? 1)) },
      ...{ epoch: source.epoch + 1, epochs, loss: losses.latest, learningRate, reports },
    });
  const finish = async (epoch: number): Promise<boolean> => {
    const judged =
      validation &&
      (await evaluate(model, validation, { forward, loss, ...(metrics && { metrics }) }));
    const figures = { loss: await losses.take() };
    const seconds = (performance.now() - began) / 1000;
    const rate = optimizer.learningRate;
    const report = {
      ...{ epoch: epoch + 1, step, ...figures },
      ...{ learningRate: rate, validation: judged, seconds },
    };
    reports = [...reports, report];
    plateau?.report((judged ?? figures).loss as number);
    isEarly = best?.take(epoch, judged ?? figures) ?? false;
    for (const one of log) await one.epoch(report);
    await own.onEpoch?.(report);
    await tell('running');
    began = performance.now();
    return isEarly;
  };
  const source = overEpochs('fit', data, epochs, finish);
  const run = async () => {
    const steps = train<B>({
      model,
      optimizer,
      batches: source,
      loss: (batch, { rng }) => loss(forward(batch, { training: true, rng }), batch),
      // Those that are undefined count as left out.
      ...(told as Partial<Pick<typeof own, keyof typeof told>>),
    });
    await tell('running');
    const every = tf.getBackend() === 'webgpu' ? READ_EVERY : 1;
    for await (const report of steps) {
      ({ step, learningRate } = report);
      if (step % every === 0 || losses.isEmpty) losses.add(report.loss());
      await own.onStep?.(report);
      const pending = tell('running');
      if (pending !== undefined) await pending;
    }
    // A run that was stopped goes on from where it is.
    if (!signal?.aborted) best?.restore();
  };
  try {
    await run().finally(async () => {
      best?.dispose();
      for (const one of log) await one.end?.();
    });
  } catch (error) {
    // What a bar says of the end does not hide why it ended.
    await Promise.resolve()
      .then(() => tell('failed'))
      .catch(() => undefined);
    throw error;
  }
  const ended = isEarly ? 'early' : signal?.aborted ? 'aborted' : 'done';
  await tell(ended);
  return { epochs: reports, best: best?.epoch === undefined ? undefined : best.epoch + 1, ended };
}

/** The mean of the losses of an epoch. */
class Losses {
  #sum = 0;
  #count = 0;
  #last: Promise<void> | undefined;
  /** The one that came last, NaN of none. */
  latest = Number.NaN;

  get isEmpty(): boolean {
    return this.#last === undefined;
  }

  add(loss: Promise<number>): void {
    const before = this.#last;
    const take = (value: number) => {
      this.#sum += value;
      this.#count++;
      this.latest = value;
    };
    // One that is not finite is the run's to tell of.
    const own = loss.then(take, () => undefined);
    this.#last = before === undefined ? own : Promise.all([before, own]).then(() => undefined);
  }

  /** The mean, once all have come; begins anew. NaN of none. */
  async take(): Promise<number> {
    await this.#last;
    const mean = this.#sum / this.#count;
    this.#sum = 0;
    this.#count = 0;
    this.#last = undefined;
    return mean;
  }
}
