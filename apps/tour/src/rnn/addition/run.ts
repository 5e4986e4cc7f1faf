import { adam, mse, type Rng, random, sgd } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Metrics, TaskContext } from '../../command/topic';
import { count, digits, percent } from '../../terminal/format';
import type { Screen } from '../../terminal/screen';
import { runTraining, type TrainingRun } from '../../training/run-training';
import { bitText, decodeSums, encodePairs, encodeSums, limitOf, type Pair } from './bits';
import { exactMatch } from './exact-match';
import { AdditionNet } from './network';
import { type ADDITION_OPTIONS, type AdditionSettings, settingsOf } from './settings';

interface Batch {
  readonly pairs: readonly Pair[];
  /** [batch, bits, 2] */
  readonly xs: tf.Tensor3D;
  /** [batch, bits, 1] */
  readonly sums: tf.Tensor3D;
}

/** Trains a network to add, shows its sums on the way, and tries it on every pair of numbers. */
export async function runAddition(context: TaskContext<typeof ADDITION_OPTIONS>): Promise<Metrics> {
  const { options, screen, signal } = context;
  const settings = settingsOf(options);
  const { bits, hidden, optimizer, learningRate, steps } = settings;
  describe(screen, settings);
  // Weights and data have streams of their own: another network sees the same pairs.
  const rng = random(options.seed);
  const net = new AdditionNet(hidden, { ...settings, rng: rng.fold('weights') });
  const shown = { pairs: [] as readonly Pair[], outputs: undefined as tf.Tensor | undefined };
  const isShown = (step: number) => screen.shows && (step === 1 || step % settings.every === 0);
  const run = await runTraining<Batch>(context, {
    model: net,
    optimizer: optimizer === 'adam' ? adam({ learningRate }) : sgd({ learningRate }),
    steps,
    rng: rng.fold('data'),
    batches: ({ rng }) => drawBatch(rng, settings),
    loss: ({ pairs, xs, sums }, { step }) => {
      const outputs = net.forward(xs);
      if (isShown(step + 1)) Object.assign(shown, { pairs, outputs: tf.keep(tf.clone(outputs)) });
      // Half of the squared error, summed over the bits of a pair.
      return tf.mul(mse(outputs, sums, { reduction: 'sum' }), 0.5 / pairs.length);
    },
    onReport: async ({ step, loss }) => {
      if (shown.outputs === undefined) return;
      const outputs = await shown.outputs.data();
      shown.outputs.dispose();
      shown.outputs = undefined;
      screen.line(sumLine(step, await loss(), outputs, shown.pairs[0] as Pair, bits));
    },
  });
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

function describe(screen: Screen, settings: AdditionSettings): void {
  const { bits, hidden, activation, init, bias, optimizer, learningRate, batch } = settings;
  screen.title(`A recurrent network learns to add, bit by bit, numbers under ${limitOf(bits)}`);
  const units = `${hidden} ${activation} units ${bias ? 'with' : 'without'} biases`;
  const pairs = `${batch} ${batch === 1 ? 'pair' : 'pairs'} a step`;
  screen.note(`${units}, ${init} first weights, ${optimizer} at ${learningRate}, ${pairs}`);
  if (settings.asPrinted) {
    screen.note(
      "as printed: the derivative of the output's sigmoid is taken at y, not at its input",
    );
  }
}

/** The report's five printed lines in one. */
function sumLine(
  step: number,
  loss: number,
  outputs: ArrayLike<number>,
  [a, b]: Pair,
  bits: number,
): string {
  const sum = decodeSums(
    Array.from({ length: bits }, (_, t) => outputs[t] as number),
    bits,
  )[0] as number;
  const mark = sum === a + b ? 'right' : `wrong: ${a + b}`;
  const predicted = `predicted ${bitText(sum, bits)}  true ${bitText(a + b, bits)}`;
  const at = `step ${String(step).padStart(5)}  loss ${digits(loss).padStart(8)}`;
  return `${at}  ${predicted}  ${a} + ${b} = ${sum}  ${mark}`;
}

function show(
  screen: Screen,
  bits: number,
  { curve, loss }: TrainingRun,
  { share, right, pairs }: { share: number; right: number; pairs: number },
): void {
  if (curve.length > 1)
    screen.plot('Loss (half the squared error, summed over bits) by step', curve);
  const limit = limitOf(bits);
  screen.table({
    head: ['all pairs', 'exact match', 'right', 'wrong', 'last loss'],
    rows: [
      [
        `${limit} × ${limit} = ${count(pairs)}`,
        percent(share),
        count(right),
        count(pairs - right),
        loss === null ? '–' : digits(loss),
      ],
    ],
    strong: share === 1 ? [0] : [],
  });
}
