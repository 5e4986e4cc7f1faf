import { dispose, random, sigmoidCrossEntropy, valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { type Adder, type AdderValues, makeAdder } from './network';

/** Rows that the norm is the mean of. */
const ROWS = 16;

/**
 * How much the loss of the last step depends on each hidden state before it: the mean over rows of
 * ‖∂L_T/∂h_t‖₂ for t = 1 … T, on random bits. Each state gets a term of zeros added, whose gradient is the one that is
 * asked for.
 */
export async function gradientThroughTime(
  net: Adder,
  time: number,
  seed: number,
): Promise<Float64Array> {
  const { hiddenSize } = net.cell;
  const rng = random(seed).fold('gradient');
  const zeros = tf.tidy(() =>
    Array.from({ length: time }, () => tf.variable(tf.zeros([ROWS, hiddenSize]))),
  );
  const gradients = tf.tidy(() => {
    const xs = Array.from({ length: time }, () =>
      tf.cast(rng.integers(0, 2, [ROWS, 2]), 'float32'),
    );
    const labels = tf.cast(rng.integers(0, 2, [ROWS, 1]), 'float32');
    const lastLoss = () => {
      let state = net.cell.zeroState(ROWS);
      xs.forEach((x, t) => {
        state = tf.add(net.cell.step(x, state), zeros[t] as tf.Tensor);
      });
      const logits = net.output.forward(state);
      return sigmoidCrossEntropy(logits, labels, { reduction: 'sum' });
    };
    const { grads } = valueAndGrads(lastLoss, zeros);
    return tf.stack(zeros.map((zero) => grads.get(zero) as tf.Tensor));
  });
  tf.dispose(zeros);
  const values = await gradients.data();
  gradients.dispose();
  return meanNorms(values, time, hiddenSize);
}

/** Of [time, rows, hidden], the mean over rows of the norms. In float64: a square of 10⁻³⁰ is 0 in float32. */
function meanNorms(values: ArrayLike<number>, time: number, hidden: number): Float64Array {
  const means = new Float64Array(time);
  for (let row = 0; row < time * ROWS; row++) {
    let squares = 0;
    for (let i = row * hidden; i < (row + 1) * hidden; i++) squares += (values[i] as number) ** 2;
    means[Math.floor(row / ROWS)] =
      (means[Math.floor(row / ROWS)] as number) + Math.sqrt(squares) / ROWS;
  }
  return means;
}

/** The same of a network that has not been trained. */
export async function untrainedGradient(
  values: AdderValues,
  time: number,
  seed: number,
): Promise<Float64Array> {
  const net = makeAdder(values, random(seed).fold('weights'));
  try {
    return await gradientThroughTime(net, time, seed);
  } finally {
    dispose(net);
  }
}
