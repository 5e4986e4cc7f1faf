import { heNormal, type Rng, valueAndGrads } from '@dl/core';
import { GruCell, LstmCell } from '@dl/lstm-gru';
import { type Cell, RnnCell, unroll } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import { gradientDecay } from '../../kit/gradient-decay';
import { defineStudy } from '../../kit/study';

const TIME = 51;
const HIDDEN = 32;

// #region measure
/** ‖∂L/∂xₜ‖ for t = 1 … 51, of a loss at the last step. */
async function gradientNorms<S extends tf.TensorContainer>(
  cell: Cell<S>,
  xs: tf.Tensor,
  direction: tf.Tensor,
): Promise<number[]> {
  const inputs = tf.variable(xs);
  const { value, grads } = valueAndGrads(() => {
    const { outputs } = unroll(cell, inputs);
    const last = tf.slice(outputs, [0, TIME - 1, 0], [1, 1, HIDDEN]);
    return tf.sum(tf.mul(last, direction)) as tf.Scalar;
  }, [inputs]);
  const [rows] = (await (grads.get(inputs) as tf.Tensor3D).array()) as [number[][]];
  tf.dispose([value, inputs, ...grads.values()]);
  return rows.map((row) => Math.hypot(...row));
}
// #endregion measure

const init = heNormal({ gain: 1 }); // recurrent weights are orthogonal, in all of them
const lstm = (forgetBias: number) => (rng: Rng) => new LstmCell(8, HIDDEN, { rng, forgetBias });
const CELLS: Record<string, (rng: Rng) => RnnCell | GruCell | LstmCell> = {
  'rnn-sigmoid': (rng) => new RnnCell(8, HIDDEN, { rng, init, activation: 'sigmoid' }),
  'rnn-tanh': (rng) => new RnnCell(8, HIDDEN, { rng, init, activation: 'tanh' }),
  gru: (rng) => new GruCell(8, HIDDEN, { rng }),
  'lstm-0': lstm(0),
  'lstm-1': lstm(1),
  'lstm-3': lstm(3),
  'lstm-100': lstm(100),
};

/** How large the gradient of a loss at the last step is at inputs 1, 10, 25 and 50 steps before, of untrained cells. */
export const study = defineStudy({
  full: { seeds: 20 },
  quick: { seeds: 2 },
  async run({ seeds }) {
    const figures: Record<string, number[]> = {};
    for (const [name, make] of Object.entries(CELLS)) {
      figures[name] = await gradientDecay({
        ...{ seeds, time: TIME, back: [1, 10, 25, 50], features: 8, hidden: HIDDEN },
        make,
        norms: (cell, xs, direction) => gradientNorms(cell as Cell<tf.Tensor>, xs, direction),
      });
    }
    return figures;
  },
});
