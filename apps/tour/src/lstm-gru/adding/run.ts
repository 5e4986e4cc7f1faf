import { mse, parameters, type Rng, random } from '@dl/core';
import { ADDING_BASELINE, type AddingBatch, addingProblem } from '@dl/datasets';
import * as tf from '@tensorflow/tfjs-core';
import type { Metrics, TaskContext } from '../../command/topic';
import { Together } from '../../training/train-together';
import { AddingNet, CELLS, type CellName } from './network';
import { ADDING_CLIP, type ADDING_OPTIONS, ADDING_STEPS, firstMemory } from './settings';
import { type Added, describe, show } from './show';

type Context = TaskContext<typeof ADDING_OPTIONS>;

/** Sequences that go through a network at once when it is tested. */
const TEST_BATCH = 500;

/** Trains an LSTM, a GRU and a plain RNN on the adding problem, and tests them on sequences that none has seen. */
export async function runAdding(context: Context): Promise<Metrics> {
  const { options, screen, signal } = context;
  const { seed, time, hidden, batch, test, 'learning-rate': learningRate } = options;
  const steps = options.steps ?? ADDING_STEPS;
  describe(screen, options);
  const rng = random(seed);
  const names = Object.keys(CELLS) as CellName[];
  const nets = names.map((name) => {
    const own = { rng: rng.fold(`weights of ${name}`), memory: firstMemory(time) };
    return [name, new AddingNet(name, hidden, own)] as const;
  });
  const together = new Together<AddingBatch>(
    Object.fromEntries(
      nets.map(([name, model]) => {
        const loss = ({ xs, sums }: AddingBatch) => mse(model.forward(xs), sums);
        return [name, { model, learningRate, loss }];
      }),
    ),
    {
      steps,
      clip: ADDING_CLIP,
      rng: rng.fold('data'),
      batches: (step) => addingProblem(batch, time, { rng: step.rng }),
    },
  );
  try {
    const run = await together.train(context);
    const added: Added[] = [];
    for (const [name, net] of nets) {
      const error = await testError(net, { count: test, time, rng: rng.fold('test'), signal });
      const size = parameters(net).reduce((sum, { size }) => sum + size, 0);
      added.push({ name, mse: error, parameters: size, curve: run.curves[name] ?? [] });
    }
    if (signal.aborted) await run.stop();
    show(screen, added);
    return {
      ...{ time, hidden, learningRate, batch, steps, test, baselineMse: ADDING_BASELINE },
      ...Object.fromEntries(added.map(({ name, mse }) => [`${name}Mse`, mse])),
      ...{ loss: run.loss, seconds: run.seconds, stepsPerSecond: run.stepsPerSecond },
    };
  } finally {
    together.dispose();
  }
}

interface TestOptions {
  readonly count: number;
  readonly time: number;
  /** The same for every network: they see the same sequences. */
  readonly rng: Rng;
  readonly signal: AbortSignal;
}

/** The mean squared error over fresh sequences. */
async function testError(
  net: AddingNet,
  { count, time, rng, signal }: TestOptions,
): Promise<number> {
  let sum = 0;
  for (let from = 0; from < count && !signal.aborted; from += TEST_BATCH) {
    const size = Math.min(TEST_BATCH, count - from);
    const total = tf.tidy(() => {
      const { xs, sums } = addingProblem(size, time, { rng: rng.fold(from) });
      return mse(net.forward(xs), sums, { reduction: 'sum' });
    });
    sum += (await total.data())[0] as number;
    total.dispose();
    // Lets a Ctrl-C arrive.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return sum / count;
}
