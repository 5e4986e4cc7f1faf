import { adam, clipByGlobalNorm, dispose, mse, parameters, random, train } from '@dl/core';
import { addingProblem } from '@dl/datasets';
import { GruCell, LstmCell } from '@dl/lstm-gru';
import { type Cell, RnnCell } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import { defineStudy } from '../../kit/study';
import { SumReader } from '../adding/network';

/** The adding problem for an LSTM, a GRU and a plain RNN: the mean squared error on fresh sequences. */
export const study = defineStudy({
  full: { steps: 1000, time: 50 },
  quick: { steps: 20, time: 10 },
  async run({ steps, time }) {
    const test = addingProblem(1000, time, { rng: random('test') });
    // #region train
    async function learn<S extends tf.TensorContainer>(cell: Cell<S>): Promise<number> {
      const reader = new SumReader(cell, { rng: random(1) });
      const optimizer = adam({ learningRate: 0.005 });
      for await (const _ of train({
        parameters: parameters(reader),
        optimizer,
        batches: ({ rng }) => addingProblem(32, time, { rng }),
        loss: ({ xs, sums }) => mse(reader.forward(xs), sums),
        onGradients: (grads) => clipByGlobalNorm(grads, 1),
        steps,
      })) {
        // Nothing is read while it trains.
      }
      const error = tf.tidy(() => mse(reader.forward(test.xs), test.sums));
      const value = (await error.data())[0] as number;
      error.dispose();
      optimizer.dispose();
      dispose(reader);
      return value;
    }

    const lstm = await learn(new LstmCell(2, 32, { rng: random(2) }));
    const gru = await learn(new GruCell(2, 32, { rng: random(2) }));
    const rnn = await learn(new RnnCell(2, 32, { rng: random(2) }));
    // #endregion train
    tf.dispose([test.xs, test.sums]);
    return { lstm, gru, rnn };
  },
});
