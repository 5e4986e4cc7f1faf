import type * as tf from '@tensorflow/tfjs-core';
import { ELEMENT_THREADS, elementGroups, perElement } from '../../gpu/per-element';
import { runProgram } from '../../gpu/run-program';

/** dy f′, from the output y of an activation. */
const SLOPES = {
  // No product: nothing of an infinite dy is left where y is 0.
  relu: 'select(d, 0.0, y <= 0.0)',
  relu6: 'select(d, 0.0, y <= 0.0 || y >= 6.0)',
  tanh: 'd * (1.0 - y * y)',
  sigmoid: 'd * (y * (1.0 - y))',
};

/** The gradient at an activation's input, by one program. */
export function activationBackOnGpu(
  dy: tf.Tensor,
  output: tf.Tensor,
  activation: keyof typeof SLOPES,
): tf.Tensor {
  return runProgram({
    key: `activation-back/${activation}`,
    reads: { dy, output },
    makes: { dx: { shape: output.shape } },
    ints: { size: output.size },
    groups: elementGroups(output.size),
    threads: ELEMENT_THREADS,
    code: () => perElement(`let d = dy[i]; let y = output[i]; dx[i] = ${SLOPES[activation]};`),
  }).dx;
}
