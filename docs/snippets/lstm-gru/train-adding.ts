/** The adding problem for an LSTM, a GRU and a plain RNN. STEPS and LENGTH shorten it. */
import { adam, clipByGlobalNorm, dispose, mse, parameters, random, setup, train } from '@dl/core';
import { addingProblem } from '@dl/datasets';
import { SumReader } from '@dl/lessons/lstm-gru/adding/reader';
import { GruCell, LstmCell } from '@dl/lstm-gru';
import { type Cell, RnnCell } from '@dl/rnn';
import type * as tf from '@tensorflow/tfjs-core';

const steps = Number(process.env.STEPS ?? 1000);
const time = Number(process.env.LENGTH ?? 50);

await setup({ backend: 'wasm' });
const test = addingProblem(1000, time, { rng: random('test') });

// #region train
async function learn<S extends tf.TensorContainer>(name: string, cell: Cell<S>): Promise<void> {
  const reader = new SumReader(cell, { rng: random(1) });
  for await (const { step, loss } of train({
    parameters: parameters(reader),
    optimizer: adam({ learningRate: 0.005 }),
    batches: ({ rng }) => addingProblem(32, time, { rng }),
    loss: ({ xs, sums }) => mse(reader.forward(xs), sums),
    onGradients: (grads) => clipByGlobalNorm(grads, 1),
    steps,
  })) {
    if (step % 250 === 0) console.log(name, step, await loss());
  }
  const error = mse(reader.forward(test.xs), test.sums);
  console.log(name, 'test', ((await error.data())[0] as number).toFixed(4));
  error.dispose();
  dispose(reader);
}

await learn('lstm', new LstmCell(2, 32, { rng: random(2) }));
await learn('gru', new GruCell(2, 32, { rng: random(2) }));
await learn('rnn', new RnnCell(2, 32, { rng: random(2) }));
// #endregion train
