import * as tf from '@tensorflow/tfjs-core';
import { addressOf, allocate } from '../kernels/output';
import { POOL } from '../kernels/pool-kernels';
import { kernelsOf } from '../kernels/registry';
import { type ImageWindows, writeWindows } from '../kernels/windows';
import { runOp } from '../tape/run-op';
import { type PoolOptions, planPool, seenBy } from './pool-windows';
import { fromTaps, sumOf, tapsOf } from './window-taps';

export interface AvgPoolOptions extends PoolOptions {
  /** Divide by the size of the window in the padding too (as PyTorch), not by what it sees (as TensorFlow). Default true. */
  countPadding?: boolean;
}

/**
 * The mean of each window, y[b, i, j, c] = Σ x[b, i s + u − p, j s + v − p, c] / n over its places u, v, n the size of
 * the window, or with `countPadding: false` how many of its places lie in x. Gradient: dx = Σ dy / n over the windows
 * that see x. As `torch.nn.functional.avg_pool2d`.
 *
 * @param x float32 [batch, height, width, channels]
 * @returns [batch, height, width, channels], with sizes as `conv2d` has them
 * @throws ShapeError for another rank, RangeError for options that are none
 */
export function avgPool2d(
  x: tf.Tensor,
  { countPadding = true, ...options }: AvgPoolOptions,
): tf.Tensor4D {
  const plan = planPool('avgPool2d', x, options);
  return mean(x, plan, countPadding) as tf.Tensor4D;
}

/** The means of windows. It is linear: the gradient is `share`. */
function mean(x: tf.Tensor, plan: ImageWindows, countPadding: boolean): tf.Tensor {
  return runOp(
    'AvgPool2d',
    [x],
    () => {
      const kernels = kernelsOf(POOL);
      if (kernels === undefined) {
        return tf.tidy(() => tf.mul(sumOf(tapsOf(x, plan.windows)), sharesOf(plan, countPadding)));
      }
      const { batch, out, windows } = plan;
      const y = allocate([batch, windows[0].out, windows[1].out, out]);
      const [at] = writeWindows(plan, 0);
      kernels.avgPoolForward?.(at, addressOf(x), addressOf(y), countPadding);
      return y;
    },
    () => [],
    (dy) => [() => share(dy, plan, countPadding)],
  );
}

/** What each place of the input gets of the gradient of all means that it is in. */
function share(dy: tf.Tensor, plan: ImageWindows, countPadding: boolean): tf.Tensor {
  return runOp(
    'AvgPool2dShare',
    [dy],
    () => {
      const kernels = kernelsOf(POOL);
      const { batch, windows } = plan;
      if (kernels === undefined) {
        return tf.tidy(() => {
          const part = tf.mul(dy, sharesOf(plan, countPadding));
          const taps = windows[0].kernel * windows[1].kernel;
          return fromTaps(new Array<tf.Tensor>(taps).fill(part), windows);
        });
      }
      const dx = allocate([batch, windows[0].in, windows[1].in, plan.in]);
      const [at] = writeWindows(plan, 0);
      kernels.avgPoolBackward?.(at, addressOf(dy), addressOf(dx), dx.size, countPadding);
      return dx;
    },
    () => [],
    (g) => [() => mean(g, plan, countPadding)],
  );
}

/** 1 / n of each place of the output, [height, width, 1] or one for all. */
function sharesOf({ windows: [down, across] }: ImageWindows, countPadding: boolean): tf.Tensor {
  if (countPadding) return tf.scalar(1 / (down.kernel * across.kernel));
  const values = new Float32Array(down.out * across.out);
  for (let i = 0; i < down.out; i++) {
    for (let j = 0; j < across.out; j++) {
      values[i * across.out + j] = 1 / (seenBy(down, i) * seenBy(across, j));
    }
  }
  return tf.tensor(values, [down.out, across.out, 1]);
}
