import {
  adam,
  clipByGlobalNorm,
  dispose,
  mse,
  parameters,
  type Rng,
  random,
  train,
} from '@dl/core';
import { ADDING_BASELINE, addingProblem } from '@dl/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { defineExperiment } from '../../kit/worker/experiment';
import { byMemory, gatesOf, meansOf } from './gates-of';
import { EXAMPLES, LSTM_GRU_SETTINGS, type LstmGruValues } from './settings';
import { SideBySide } from './side-by-side';
import { gatedReader, plainReader, type SumReader } from './sum-reader';
import { scoreOf, TestSet } from './test-set';
import type { LstmGruView } from './view';

/** An LSTM or a GRU learns the adding problem, and a plain recurrent network beside it. */
export const experiment = defineExperiment({
  settings: LSTM_GRU_SETTINGS,
  create(values, { seed }) {
    let now = values;
    const rng = random(seed);
    const gated = gatedReader(values, rng.fold('weights'));
    const plain = plainReader(values.hidden, rng.fold('plain weights'));
    const optimizers = [gated, plain].map(() => adam({ learningRate: () => now.rate }));
    // Both see the same batches.
    const [first, second] = [gated, plain].map((net, i) =>
      train({
        parameters: parameters(net),
        optimizer: optimizers[i] as (typeof optimizers)[0],
        rng: rng.fold('data'),
        steps: Number.MAX_SAFE_INTEGER,
        batches: ({ rng }: { rng: Rng }) => addingProblem(now.batch, now.time, { rng }),
        loss: ({ xs, sums }) => mse(net.forward(xs), sums),
        onGradients: (gradients) => {
          if (now.clip > 0) clipByGlobalNorm(gradients, now.clip);
        },
      }),
    ) as [ReturnType<typeof train>, ReturnType<typeof train>];
    const both = new SideBySide(first, second);
    const tests = new TestSet(values.time, rng.fold('held out'));
    return {
      steps: both.steps(),
      update(next) {
        now = next;
      },
      view: () => draw({ gated, plain, both, tests }, now),
      dispose() {
        dispose([gated, plain]);
        tests.xs.dispose();
        for (const optimizer of optimizers) optimizer.dispose();
      },
    };
  },
});

interface Parts {
  readonly gated: ReturnType<typeof gatedReader>;
  readonly plain: SumReader;
  readonly both: SideBySide;
  readonly tests: TestSet;
}

async function draw(
  { gated, plain, both, tests }: Parts,
  { example, order, hidden, time }: LstmGruValues,
): Promise<LstmGruView> {
  const answers = [await tests.answers(gated), await tests.answers(plain)] as const;
  const at = Math.min(example, EXAMPLES) - 1;
  const shown = tests.example(at);
  const xs = tf.tidy(() => tf.slice(tests.xs, at, 1));
  const gates = await gatesOf(gated.cell, xs);
  xs.dispose();
  const units = byMemory(gates, hidden);
  const keepers = units.slice(0, Math.ceil(hidden / 4));
  const { marks } = shown;
  const sums = tests.sums;
  const size = (net: SumReader) => parameters(net).reduce((total, { size }) => total + size, 0);
  return {
    hidden,
    losses: both.losses(),
    baseline: ADDING_BASELINE,
    plainDiverged: both.diverged,
    scores: [
      { name: 'gated', parameters: size(gated), ...scoreOf(answers[0], sums) },
      { name: 'plain', parameters: size(plain), ...scoreOf(answers[1], sums) },
      {
        name: 'constant',
        parameters: 0,
        ...scoreOf(
          sums.map(() => 1),
          sums,
        ),
      },
    ],
    tests: tests.size,
    example: { ...shown, gated: answers[0][at] as number, plain: answers[1][at] as number },
    gates: gates.map((gate) => ({ ...gate, ...meansOf(gate, keepers, { time, marks }) })),
    keepers: keepers.length,
    order: order === 'memory' ? units : units.map((_, row) => row),
  };
}
