/** Parameters and time of a step of the three cells. SIZE and RUNS shorten it. */
import { dispose, mse, parameters, random, setup, valueAndGrads } from '@dl/core';
import { Gru, Lstm } from '@dl/lstm-gru';
import { Rnn } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

const hidden = Number(process.env.SIZE ?? 256);
const runs = Number(process.env.RUNS ?? 15);
const inSize = hidden / 2;

await setup({ backend: 'wasm' });
const rng = random(1);
const xs = rng.normal([32, 64, inSize]);

// #region formula
/** Gates · (in · hidden + hidden² + hidden); the GRU's candidate has a bias inside its reset gate too. */
const FORMULAS = {
  rnn: inSize * hidden + hidden ** 2 + hidden,
  gru: 3 * (inSize * hidden + hidden ** 2 + hidden) + hidden,
  lstm: 4 * (inSize * hidden + hidden ** 2 + hidden),
};
// #endregion formula

// #region count
for (const [name, Network] of Object.entries({ rnn: Rnn, gru: Gru, lstm: Lstm })) {
  const network = new Network(inSize, hidden, { rng });
  const weights = parameters(network);
  const count = weights.reduce((sum, weight) => sum + weight.size, 0);
  const target = tf.zeros([32, 64, hidden]);
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    const { value, grads } = valueAndGrads(() => mse(network.forward(xs).outputs, target), weights);
    await value.data();
    times.push(performance.now() - start);
    tf.dispose([value, ...grads.values()]);
  }
  const median = times.sort((a, b) => a - b)[runs >> 1] as number;
  const same = count === FORMULAS[name as keyof typeof FORMULAS];
  console.log(name, count, same, `${median.toFixed(1)} ms`);
  dispose(network);
}
// #endregion count
