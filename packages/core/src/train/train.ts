import * as tf from '@tensorflow/tfjs-core';
import { expectFunction } from '../check/choice';
import { describeValue, expected } from '../check/describe';
import { expectInteger, expectPositiveInteger } from '../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';
import { isTagged } from '../check/realm';
import { Turns } from '../data/turn';
import { parameters as parametersOf } from '../model/parameters';
import type { Optimizer } from '../optim/optimizer';
import { expectRng } from '../random/expect-rng';
import { type Rng, random } from '../random/random';
import { type Gradients, valueAndGrads } from '../tape/value-and-grads';
import { type Batches, openBatches } from './batches';
import { GradientSum } from './gradient-sum';
import { LossWatch } from './loss-watch';
import type { StepContext } from './step-context';

export interface TrainOptions<B> {
  /** What is trained: all trainable parameters of a model. */
  model?: unknown;
  /** The same, given one by one. Either this or `model` is needed. */
  parameters?: readonly tf.Variable[];
  optimizer: Optimizer;
  /** The loss of a batch, a float32 scalar. */
  loss: (batch: B, context: StepContext) => tf.Tensor;
  batches: Batches<B>;
  /** The step to stop at, counted from 0, also after a resume. Default: when `batches` end. */
  steps?: number;
  /** Steps that a resumed run has done already: their batches are passed over. Default 0. */
  start?: number;
  /** What `context.rng` is drawn from. Default `random(0)`. */
  rng?: Rng;
  /**
   * Batches a step: the update takes the mean of their gradients, as if they were one large batch
   * (of a loss that is a mean, of batches of one size), at the memory of one. Default 1.
   */
  accumulate?: number;
  /** Sees, and may change, the gradients before the update: clipping, all-reduce. */
  onGradients?: (gradients: Gradients, context: StepContext) => void | Promise<void>;
  /** Ends the run after the current step. */
  signal?: AbortSignal;
}

/** One step that was made. */
export interface TrainReport {
  /** Steps done, this one included: what a checkpoint taken now goes on from. */
  readonly step: number;
  /** Reads the loss of this step, on a GPU before the next one. */
  loss(): Promise<number>;
  /** The learning rate of this step. */
  readonly learningRate: number;
}

/**
 * Trains, one report a step; the caller owns the loop. The event loop gets a turn at least every
 * 16 ms, so that a page stays alive.
 *
 * ```ts
 * for await (const { step, loss } of train({ model, optimizer, loss, batches, steps: 2000 })) {
 *   if (step % 50 === 0) console.log(step, await loss());
 * }
 * ```
 *
 * @throws RangeError, TypeError for options that do not fit; RangeError at the end where `batches` are over before `steps`; Error for
 *   `await train(…)`, which asks for no step (an async function cannot return it either, since what it returns is waited for)
 * @throws Error when a loss is NaN or infinite: it names the step, and the parameters are those before
 *   it (on a GPU, where losses are not waited for, it may come some steps later)
 */
export function train<B>(options: TrainOptions<B>): AsyncGenerator<TrainReport, void, void> {
  return Object.defineProperty(stepsOf(options), 'then', { value: refuseToWait });
}

/** What `await train(…)` runs into, which would train nothing. */
function refuseToWait(_: unknown, reject: (error: Error) => void): void {
  const loop = 'for await (const { step, loss } of train(…)) …';
  reject(
    new Error(
      `train: expected a loop that asks for each step, got await: write ${loop}, or await fit(…)`,
    ),
  );
}

async function* stepsOf<B>(options: TrainOptions<B>): AsyncGenerator<TrainReport, void, void> {
  const { own: read, parameters } = check(options);
  const { batches, start = 0, steps = Infinity, accumulate = 1, signal } = read;
  const rng = read.rng ?? random(0);
  const source =
    typeof batches === 'function' ? undefined : openBatches(batches, start * accumulate);
  const watch = new LossWatch();
  const turns = new Turns();
  let value: tf.Scalar | undefined;
  const sum = new GradientSum();
  let ended = false;
  let done = start;
  // Of the batches of a step, the last one stays until the report was seen.
  let drawn: IteratorResult<B> | undefined;
  const free = () => {
    if (drawn && !drawn.done) tf.dispose(drawn.value as tf.TensorContainer);
    drawn = undefined;
  };
  let failed = false;
  try {
    for (
      let step = source && !source.positioned ? 0 : start;
      step < steps && !ended && !signal?.aborted;
      step++
    ) {
      const own = rng.fold(step);
      const { learningRate } = read.optimizer;
      for (let part = 0; part < accumulate && !ended; part++) {
        free();
        drawn = source && (await source.next());
        ended = drawn?.done === true;
        if (ended || step < start) continue;
        const context = { step, rng: accumulate === 1 ? own : own.fold(part), part };
        const f = () => lossOf(read, drawn?.value, context);
        sum.add(valueAndGrads(f, parameters, { sparse: true }));
      }
      const mean = sum.take();
      if (mean !== undefined) {
        value?.dispose();
        value = mean.value;
        const context = { step, rng: own, part: 0 };
        const loss = await update(read, value, mean.grads, context, watch);
        done = step + 1;
        yield { step: done, learningRate, loss };
      }
      free();
      if (turns.due()) await turns.take();
    }
    if (!signal?.aborted) await watch.finish();
    if (ended && steps < Infinity && done < steps) {
      const rule = `expected enough for ${steps} steps, got those of ${done} (batches have epochs)`;
      throw new RangeError(`train: batches: ${rule}`);
    }
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    free();
    value?.dispose();
    sum.dispose();
    await watch.close();
    const closed = source?.close();
    // What the source says of its end does not hide why it ended.
    await (failed ? closed?.catch(() => undefined) : closed);
  }
}

function lossOf<B>(
  { loss, batches }: TrainOptions<B>,
  drawn: B | undefined,
  context: StepContext,
): tf.Scalar {
  const batch = typeof batches === 'function' ? batches(context) : (drawn as B);
  if (isTagged(batch, 'Promise')) {
    throw new TypeError(expected('train: batches', 'a batch, or an async iterable of them', batch));
  }
  return loss(batch, context) as tf.Scalar;
}

/** Checks the loss, shows the gradients to the hook, and lets the optimiser take its step. */
async function update<B>(
  { optimizer, onGradients }: TrainOptions<B>,
  value: tf.Scalar,
  gradients: Gradients,
  context: StepContext,
  watch: LossWatch,
): Promise<() => Promise<number>> {
  // The hook may take gradients out, or put others in their place.
  const made = [...gradients.values()];
  try {
    if (gradients.size === 0) {
      throw new Error('train: loss: expected it to depend on one of the parameters, got none');
    }
    const loss = watch.take(value, context.step);
    const pending = onGradients?.(gradients, context);
    if (pending !== undefined) await pending;
    optimizer.update(gradients);
    if (watch.behind !== undefined) await watch.behind;
    watch.throwIfFailed();
    return loss;
  } finally {
    for (const gradient of made) gradient.dispose();
    // What the hook has put there may be no gradient: the optimiser says so.
    for (const gradient of gradients.values()) gradient?.dispose?.();
  }
}

const OPTIONS: OptionChecks<TrainOptions<unknown>> = {
  model: checkedLater,
  parameters: checkedLater,
  optimizer: checkedLater,
  loss: checkedLater,
  batches: checkedLater,
  steps: (where, name, steps) => {
    if (steps !== Number.POSITIVE_INFINITY) expectInteger(where, name, steps as number, 0);
  },
  start: (where, name, start) => expectInteger(where, name, start as number, 0),
  rng: (where, name, rng) => expectRng(where, rng as Rng, name),
  accumulate: expectPositiveInteger,
  onGradients: expectFunction,
  signal: (where, name, signal) => {
    if (typeof (signal as AbortSignal | null)?.aborted === 'boolean') return;
    throw new TypeError(expected(`${where}: ${name}`, 'an AbortSignal', signal));
  },
};

/** Checks all options; gives them as they were checked, and the parameters that are trained. */
function check<B>(options: TrainOptions<B>): {
  own: TrainOptions<B>;
  parameters: readonly tf.Variable[];
} {
  const read = readOptions<TrainOptions<B>>('train', options, OPTIONS);
  const own: Partial<TrainOptions<B>> = read;
  const { model, optimizer, loss, batches, steps } = own;
  if ((model === undefined) === (own.parameters === undefined)) {
    const got = model === undefined ? 'neither' : 'both';
    throw new TypeError(`train: expected model or parameters, got ${got}`);
  }
  const parameters = (model === undefined ? own.parameters : parametersOf(model)) as tf.Variable[];
  if (!Array.isArray(parameters)) {
    throw new TypeError(expected('train: parameters', 'an array of Variables', parameters));
  }
  if (typeof optimizer?.update !== 'function') {
    throw new TypeError(expected('train: optimizer', 'an optimiser: sgd, adam, …', optimizer));
  }
  if (parameters.length === 0) {
    throw new RangeError('train: parameters: expected at least one, got none');
  }
  parameters.forEach((parameter, i) => {
    if (parameter instanceof tf.Variable && !parameter.isDisposed) return;
    const got = parameter instanceof tf.Variable ? 'a disposed one' : describeValue(parameter);
    throw new TypeError(`train: parameters.${i}: expected a live tf.Variable, got ${got}`);
  });
  expectFunction('train', 'loss', loss);
  if (steps === undefined && typeof batches === 'function') {
    throw new RangeError(
      'train: steps: expected a number with a function of batches, got undefined',
    );
  }
  return { own: read, parameters };
}
