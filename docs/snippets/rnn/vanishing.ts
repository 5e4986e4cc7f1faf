/** How large the gradient of the last step's loss is at the steps before it. SEEDS shortens it. */
import {
  dispose,
  heNormal,
  type Initializer,
  normal,
  orthogonal,
  random,
  setup,
  valueAndGrads,
} from '@dl/core';
import { type RnnActivation, RnnCell } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

const seeds = Number(process.env.SEEDS ?? 20);
const time = 50;
const hidden = 32;

// #region measure
/** ‖∂L/∂hₜ‖ for t = 1 … time, of a loss at the last step. */
async function gradientNorms(
  cell: RnnCell,
  xs: tf.Tensor,
  direction: tf.Tensor,
): Promise<number[]> {
  // A zero that is added to each state: the gradient of it is that of the state.
  const probes = Array.from({ length: time }, () => tf.variable(tf.zeros([1, hidden])));
  const { value, grads } = valueAndGrads(() => {
    let h = cell.zeroState(1);
    for (let t = 0; t < time; t++) {
      const x = tf.squeeze(tf.slice(xs, [0, t, 0], [1, 1, -1]), [1]);
      h = tf.add(cell.step(x, h), probes[t] as tf.Variable);
    }
    return tf.sum(tf.mul(h, direction)) as tf.Scalar;
  }, probes);
  const norms: number[] = [];
  for (const probe of probes) {
    const g = (await grads.get(probe)?.data()) ?? [0];
    norms.push(Math.hypot(...g));
  }
  tf.dispose([value, ...grads.values(), ...probes]);
  return norms;
}
// #endregion measure

await setup({ backend: 'wasm' });
const ACTIVATIONS: RnnActivation[] = ['sigmoid', 'tanh', 'relu'];
const INITS: Record<string, Initializer> = {
  'N(0, 1)': normal(),
  'N(0, 1) / √in': heNormal({ gain: 1 }),
  'N(0, 1) · √(2 / in)': heNormal(),
  orthogonal: orthogonal(),
};
for (const activation of ACTIVATIONS) {
  for (const [name, recurrentInit] of Object.entries(INITS)) {
    const logs = [0, 0, 0]; // 10, 25 and 49 steps back
    for (let seed = 1; seed <= seeds; seed++) {
      const rng = random(seed);
      const cell = new RnnCell(8, hidden, {
        rng,
        activation,
        init: heNormal({ gain: 1 }),
        recurrentInit,
      });
      const xs = rng.normal([1, time, 8]);
      const direction = rng.normal([1, hidden]);
      const norms = await gradientNorms(cell, xs, direction);
      const last = norms[time - 1] as number;
      [10, 25, 49].forEach((back, i) => {
        // Underflow: float32 ends at 1e-45.
        const share = Math.max((norms[time - 1 - back] as number) / last, 1e-45);
        logs[i] = (logs[i] as number) + Math.log10(share) / seeds;
      });
      tf.dispose([xs, direction]);
      dispose(cell);
    }
    console.log(`${activation} | ${name} | ${logs.map((v) => `10^${v.toFixed(1)}`).join(' | ')}`);
  }
}
