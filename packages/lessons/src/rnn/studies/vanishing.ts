import { heNormal, type Initializer, normal, orthogonal, valueAndGrads } from '@dl/core';
import { type RnnActivation, RnnCell } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import { gradientDecay } from '../../kit/gradient-decay';
import { defineStudy } from '../../kit/study';

const TIME = 50;
const HIDDEN = 32;

// #region measure
/** ‖∂L/∂hₜ‖ for t = 1 … 50, of a loss at the last step. */
async function gradientNorms(cell: RnnCell, xs: tf.Tensor, direction: tf.Tensor) {
  // A zero that is added to each state: the gradient of it is that of the state.
  const probes = Array.from({ length: TIME }, () =>
    tf.tidy(() => tf.variable(tf.zeros([1, HIDDEN]))),
  );
  const { value, grads } = valueAndGrads(() => {
    let h = cell.zeroState(1);
    for (let t = 0; t < TIME; t++) {
      const x = tf.squeeze(tf.slice(xs, [0, t, 0], [1, 1, -1]), [1]);
      h = tf.add(cell.step(x, h), probes[t] as tf.Variable);
    }
    return tf.sum(tf.mul(h, direction)) as tf.Scalar;
  }, probes);
  const norms: number[] = [];
  for (const probe of probes) norms.push(Math.hypot(...((await grads.get(probe)?.data()) ?? [0])));
  tf.dispose([value, ...grads.values(), ...probes]);
  return norms;
}
// #endregion measure

const ACTIVATIONS: RnnActivation[] = ['sigmoid', 'tanh', 'relu'];
const INITS: Record<string, Initializer> = {
  plain: normal(), // N(0, 1)
  xavier: heNormal({ gain: 1 }), // N(0, 1) / √in
  he: heNormal(), // N(0, 1) · √(2 / in)
  orthogonal: orthogonal(),
};

/** How large the gradient of a loss at the last step is 10, 25 and 49 steps before, by activation and recurrent weights. */
export const study = defineStudy({
  full: { seeds: 20 },
  quick: { seeds: 1 },
  async run({ seeds }) {
    const figures: Record<string, number[]> = {};
    for (const activation of ACTIVATIONS) {
      for (const [name, recurrentInit] of Object.entries(INITS)) {
        const init = heNormal({ gain: 1 });
        figures[`${activation}-${name}`] = await gradientDecay({
          ...{ seeds, time: TIME, back: [10, 25, 49], features: 8, hidden: HIDDEN },
          make: (rng) => new RnnCell(8, HIDDEN, { rng, activation, init, recurrentInit }),
          norms: gradientNorms,
        });
      }
    }
    return figures;
  },
});
