import { Linear, mse, normal, random, type StepContext, scale, setup, sgd, train } from '@dl/core';
import { Rnn } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';

const BITS = 8;
const HIDDEN = 16;

/** Binary addition with the source's settings, through the public `train()`. */
export async function addition() {
  await setup({ backend: 'wasm', threads: 1 });
  const rng = random(1);
  const options = { rng, init: normal(), bias: false, activation: 'sigmoid' as const };
  const rnn = new Rnn(2, HIDDEN, options);
  const output = new Linear(HIDDEN, 1, options);
  const steps = train({
    parameters: [rnn.cells[0]?.input.weight, rnn.cells[0]?.recurrent.weight, output.weight].filter(
      (weight) => weight !== undefined,
    ),
    optimizer: sgd({ learningRate: 0.1 }),
    batches: drawPair,
    // Half of the squared error, summed over the bits.
    loss: ({ xs, sums }) =>
      scale(mse(output.forward(rnn.forward(xs).outputs), sums, { reduction: 'sum' }), 0.5),
    steps: Number.MAX_SAFE_INTEGER,
    rng: rng.fold('data'),
  });
  const run = async (times: number) => {
    for (let i = 0; i < times; i++) await steps.next();
  };
  return { run };
}

/** A pair of numbers and their sum, bit by bit, the least significant first. */
function drawPair({ rng }: StepContext): { xs: tf.Tensor3D; sums: tf.Tensor3D } {
  const limit = 2 ** (BITS - 1);
  const a = rng.int(0, limit);
  const b = rng.int(0, limit);
  const xs = new Float32Array(BITS * 2);
  const sums = new Float32Array(BITS);
  for (let t = 0; t < BITS; t++) {
    xs[2 * t] = (a >> t) & 1;
    xs[2 * t + 1] = (b >> t) & 1;
    sums[t] = ((a + b) >> t) & 1;
  }
  return { xs: tf.tensor3d(xs, [1, BITS, 2]), sums: tf.tensor3d(sums, [1, BITS, 1]) };
}
