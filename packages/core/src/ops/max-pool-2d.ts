import * as tf from '@tensorflow/tfjs-core';
import { addressOf, allocate } from '../kernels/output';
import { POOL } from '../kernels/pool-kernels';
import { kernelsOf } from '../kernels/registry';
import { type ImageWindows, writeWindows } from '../kernels/windows';
import { runOp } from '../tape/run-op';
import { type PoolOptions, planPool } from './pool-windows';
import { fromTaps, sumOf, tapsOf } from './window-taps';

export interface MaxPoolOptions extends PoolOptions {
  /** Entries of the input from one of a window to the next. Default 1. */
  dilation?: number | readonly number[];
}

/**
 * The largest of each window, y[b, i, j, c] = max over u, v of x[b, i s + u d − p, j s + v d − p, c]; NaN where one
 * is seen. Gradient: dy goes to the first of the largest (in rows, then columns), as `torch.nn.functional.max_pool2d`.
 *
 * @param x float32 [batch, height, width, channels]
 * @returns [batch, height, width, channels], with sizes as `conv2d` has them
 * @throws ShapeError for another rank, RangeError for options that are none
 */
export function maxPool2d(x: tf.Tensor, options: MaxPoolOptions): tf.Tensor4D {
  const plan = planPool('maxPool2d', x, options);
  return runOp(
    'MaxPool2d',
    [x],
    () => largest(x, plan) as tf.Tensor4D,
    (y) => [x, y],
    (dy, [input, y]) => [() => route(dy, input as tf.Tensor, y as tf.Tensor, plan)],
  );
}

function largest(x: tf.Tensor, plan: ImageWindows): tf.Tensor {
  const kernels = kernelsOf(POOL);
  if (kernels === undefined) {
    return tf.tidy(() => tapsOf(x, plan.windows, LOWEST).reduce((a, b) => tf.maximum(a, b)));
  }
  const y = allocate(outputShape(plan));
  const [at] = writeWindows(plan, 0);
  kernels.maxPoolForward?.(at, addressOf(x), addressOf(y));
  return y;
}

// The lowest finite number: not every GPU takes an infinite constant.
const LOWEST = -3.4028234663852886e38;

/** dx: dy to where x was the largest. Its own gradient, in dy, is `pick`. */
function route(dy: tf.Tensor, x: tf.Tensor, y: tf.Tensor, plan: ImageWindows): tf.Tensor {
  return runOp(
    'MaxPool2dRoute',
    [dy],
    () => {
      const kernels = kernelsOf(POOL);
      if (kernels === undefined) {
        return tf.tidy(() => {
          const parts = masksOf(x, y, plan).map((mask) => tf.mul(mask, dy));
          return fromTaps(parts, plan.windows);
        });
      }
      const dx = allocate(x.shape);
      const [at] = writeWindows(plan, 0);
      const [xAt, yAt, dyAt] = [addressOf(x), addressOf(y), addressOf(dy)];
      kernels.maxPoolBackward?.(at, xAt, yAt, dyAt, addressOf(dx), dx.size);
      return dx;
    },
    () => [x, y],
    (g, [input, output]) => [() => pick(g, input as tf.Tensor, output as tf.Tensor, plan)],
  );
}

/** Of g, shaped like x, what lies where x was the largest. Its own gradient, in g, is `route`. */
function pick(g: tf.Tensor, x: tf.Tensor, y: tf.Tensor, plan: ImageWindows): tf.Tensor {
  return runOp(
    'MaxPool2dPick',
    [g],
    () => {
      const kernels = kernelsOf(POOL);
      if (kernels === undefined) {
        return tf.tidy(() => {
          const seen = tapsOf(g, plan.windows);
          const parts = masksOf(x, y, plan).map((mask, i) => tf.mul(mask, seen[i] as tf.Tensor));
          return sumOf(parts);
        });
      }
      const out = allocate(y.shape);
      const [at] = writeWindows(plan, 0);
      kernels.maxPoolPick?.(at, addressOf(x), addressOf(y), addressOf(g), addressOf(out));
      return out;
    },
    () => [x, y],
    (dy, [input, output]) => [() => route(dy, input as tf.Tensor, output as tf.Tensor, plan)],
  );
}

/** Ones, a tensor a tap, where that tap is the first of the largest. */
function masksOf(x: tf.Tensor, y: tf.Tensor, plan: ImageWindows): tf.Tensor[] {
  let open: tf.Tensor = tf.onesLike(y);
  return tapsOf(x, plan.windows, LOWEST).map((tap) => {
    const same = tf.logicalOr(tf.equal(tap, y), tf.notEqual(tap, tap));
    const here = tf.mul(tf.cast(same, 'float32'), open);
    open = tf.sub(open, here);
    return here;
  });
}

/** [batch, height, width, channels] */
export function outputShape({ batch, out, windows: [down, across] }: ImageWindows): number[] {
  return [batch, down.out, across.out, out];
}
