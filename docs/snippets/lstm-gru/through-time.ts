/** How large the gradient of the last step's loss is at earlier inputs, for four cells. SEEDS shortens it. */
import { dispose, heNormal, type Rng, random, setup, valueAndGrads } from '@dl/core';
import { GruCell, LstmCell } from '@dl/lstm-gru';
import { type Cell, RnnCell, unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

const seeds = Number(process.env.SEEDS ?? 20);
const time = 51;
const hidden = 32;
const BACK = [1, 10, 25, 50];

// #region measure
/** ‖∂L/∂xₜ‖ for t = 1 … time, of a loss at the last step. */
async function gradientNorms<S extends tf.TensorContainer>(
  cell: Cell<S>,
  xs: tf.Tensor,
  direction: tf.Tensor,
): Promise<number[]> {
  const inputs = tf.variable(xs);
  const { value, grads } = valueAndGrads(() => {
    const { outputs } = unroll(cell, inputs);
    const last = tf.slice(outputs, [0, time - 1, 0], [1, 1, hidden]);
    return tf.sum(tf.mul(last, direction)) as tf.Scalar;
  }, [inputs]);
  const [rows] = (await (grads.get(inputs) as tf.Tensor3D).array()) as [number[][]];
  tf.dispose([value, inputs, ...grads.values()]);
  return rows.map((row) => Math.hypot(...row));
}
// #endregion measure

/** The geometric mean over the seeds, as powers of ten. */
async function show<S extends tf.TensorContainer>(
  name: string,
  make: (rng: Rng) => Cell<S>,
): Promise<void> {
  const logs = BACK.map(() => 0);
  for (let seed = 1; seed <= seeds; seed++) {
    const rng = random(seed);
    const cell = make(rng);
    const xs = rng.normal([1, time, 8]);
    const direction = rng.normal([1, 1, hidden]);
    const norms = await gradientNorms(cell, xs, direction);
    const last = norms[time - 1] as number;
    BACK.forEach((back, i) => {
      // Underflow: float32 ends at 1e-45.
      const share = Math.max((norms[time - 1 - back] as number) / last, 1e-45);
      logs[i] = (logs[i] as number) + Math.log10(share) / seeds;
    });
    tf.dispose([xs, direction]);
    dispose(cell);
  }
  console.log(`${name} | ${logs.map((v) => `10^${v.toFixed(1)}`).join(' | ')}`);
}

await setup({ backend: 'wasm' });
const init = heNormal({ gain: 1 }); // recurrent weights are orthogonal, in all of them
for (const activation of ['sigmoid', 'tanh'] as const) {
  await show(`RNN, ${activation}`, (rng) => new RnnCell(8, hidden, { rng, init, activation }));
}
await show('GRU', (rng) => new GruCell(8, hidden, { rng }));
for (const forgetBias of [0, 1, 3, 100]) {
  const name = `LSTM, forget bias ${forgetBias}`;
  await show(name, (rng) => new LstmCell(8, hidden, { rng, forgetBias }));
}
// #region bound
for (const back of BACK) console.log(back, (0.25 ** back).toExponential(1)); // at most, through sigmoids
// #endregion bound
