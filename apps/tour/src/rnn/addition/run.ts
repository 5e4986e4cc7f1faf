import { adam, dispose, mse, type Optimizer, type Rng, random, scale, sgd } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Metrics, TaskContext } from '../../command/topic';
import { count } from '../../terminal/format';
import { runTraining, type TrainingRun } from '../../training/run-training';
import { encodePairs, encodeSums, limitOf, type Pair } from './bits';
import { exactMatch } from './exact-match';
import { AdditionNet } from './network';
import { type ADDITION_OPTIONS, type AdditionSettings, settingsOf } from './settings';
import { describe, show, sumLine } from './show';

type Context = TaskContext<typeof ADDITION_OPTIONS>;

interface Batch {
  readonly pairs: readonly Pair[];
  /** [batch, bits, 2] */
  readonly xs: tf.Tensor3D;
  /** [batch, bits, 1] */
  readonly sums: tf.Tensor3D;
}

/** Trains a network to add, shows its sums on the way, and tries it on every pair of numbers. */
export async function runAddition(context: Context): Promise<Metrics> {
  const { options, screen, signal } = context;
  const settings = settingsOf(options);
  const { bits, hidden, learningRate } = settings;
  describe(screen, settings);
  // Weights and data have streams of their own: another network sees the same pairs.
  const rng = random(options.seed);
  const net = new AdditionNet(hidden, { ...settings, rng: rng.fold('weights') });
  const optimizer = settings.optimizer === 'adam' ? adam({ learningRate }) : sgd({ learningRate });
  try {
    const run = await trainToAdd(context, settings, { net, optimizer, rng: rng.fold('data') });
    screen.note(`trying all ${count(limitOf(bits) ** 2)} pairs`);
    const match = await exactMatch(net, bits, signal);
    if (signal.aborted) await run.stop();
    show(screen, bits, run, match);
    return {
      ...settings,
      exactMatch: match.share,
      right: match.right,
      pairs: match.pairs,
      loss: run.loss,
      seconds: run.seconds,
      stepsPerSecond: run.stepsPerSecond,
    };
  } finally {
    dispose(net);
    optimizer.dispose();
  }
}

async function trainToAdd(
  context: Context,
  settings: AdditionSettings,
  { net, optimizer, rng }: { net: AdditionNet; optimizer: Optimizer; rng: Rng },
): Promise<TrainingRun> {
  const { screen } = context;
  const { bits, steps, every } = settings;
  const isShown = (step: number) => screen.shows && (step === 1 || step % every === 0);
  let shown: { pair: Pair; outputs: tf.Tensor } | undefined;
  return runTraining<Batch>(context, {
    model: net,
    optimizer,
    steps,
    rng,
    batches: (step) => drawBatch(step.rng, settings),
    loss: ({ pairs, xs, sums }, { step }) => {
      const outputs = net.forward(xs);
      // Kept past the step, because on a GPU they can only be read by waiting.
      if (isShown(step + 1))
        shown = { pair: pairs[0] as Pair, outputs: tf.keep(tf.clone(outputs)) };
      // Half of the squared error, summed over the bits of a pair.
      return scale(mse(outputs, sums, { reduction: 'sum' }), 0.5 / pairs.length);
    },
    onReport: async ({ step, loss }) => {
      if (shown === undefined) return;
      const { pair, outputs } = shown;
      shown = undefined;
      const values = await outputs.data();
      outputs.dispose();
      screen.line(sumLine(step, await loss(), values, pair, bits));
    },
  });
}

function drawBatch(rng: Rng, { bits, batch }: AdditionSettings): Batch {
  const limit = limitOf(bits);
  const pairs = Array.from({ length: batch }, (): Pair => [rng.int(0, limit), rng.int(0, limit)]);
  return {
    pairs,
    xs: tf.tensor3d(encodePairs(pairs, bits), [batch, bits, 2]),
    sums: tf.tensor3d(encodeSums(pairs, bits), [batch, bits, 1]),
  };
}
