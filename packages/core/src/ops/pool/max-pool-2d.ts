import type * as tf from '@tensorflow/tfjs-core';
import { checkedLater, mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { POOL } from '../../generated/wasm-pool';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { op, path } from '../../tape/op';
import { addressOf, allocate } from '../../wasm/output';
import {
  expectPlanned,
  type ImageWindows,
  inputShape,
  outputShape,
  writeWindows,
} from '../conv/window-struct';
import { ofNothing } from '../kit/of-nothing';
import { largestByTaps, pickByTaps, routeByTaps } from './max-pool-by-taps';
import { isLongReduction, POOL_OPTIONS, type PoolOptions, planPool } from './pool-windows';

const PROGRAMS = () => gpuPrograms<typeof import('./pool-gpu')>('pool');

export interface MaxPoolOptions extends PoolOptions {
  /** Entries of the input from one of a window to the next. Default 1. */
  dilation?: number | readonly number[];
}

/** The checks of `MaxPoolOptions`. */
export const MAX_POOL_OPTIONS: OptionChecks<MaxPoolOptions> = mergeChecks(POOL_OPTIONS, {
  dilation: checkedLater,
});

/**
 * The largest of each window, y[b, i, j, c] = max over u, v of x[b, i s + u d − p, j s + v d − p, c]; NaN where one
 * is seen. Gradient: dy goes to the first of the largest (in rows, then columns), as `torch.nn.functional.max_pool2d`.
 *
 * @param x float32 [batch, height, width, channels]
 * @returns [batch, height, width, channels], with sizes as `conv2d` has them
 * @throws ShapeError for another rank, RangeError for invalid options
 *
 * @example
 * ```ts
 * const y = maxPool2d(tf.ones([1, 28, 28, 8]), { size: 2 }); // [1, 14, 14, 8]
 * ```
 */
export function maxPool2d(x: tf.Tensor, options: MaxPoolOptions): tf.Tensor4D {
  return largestOfWindows('maxPool2d', x, readOptions('maxPool2d', options, MAX_POOL_OPTIONS));
}

/** `maxPool2d`, with errors that speak of `where`. */
export function largestOfWindows(
  where: string,
  x: tf.Tensor,
  options: MaxPoolOptions,
): tf.Tensor4D {
  const plan = planPool(where, x, options);
  if (x.size === 0) return ofNothing('MaxPool2d', [x], outputShape(plan));
  return op(
    'MaxPool2d',
    { x },
    {
      forward: () => largest(x, plan) as tf.Tensor4D,
      save: (y) => ({ x, y }),
      gradients: (dy, saved) => ({ x: () => route(dy, saved.x, saved.y, plan) }),
    },
  );
}

function largest(x: tf.Tensor, plan: ImageWindows): tf.Tensor {
  expectPlanned(plan, x, undefined);
  return path(POOL, {
    wasm: (kernels) => {
      const [at] = writeWindows(plan, 0);
      const y = allocate(outputShape(plan));
      kernels.maxPoolForward(at, addressOf(x), addressOf(y));
      return y;
    },
    gpu: isLongReduction(plan) ? undefined : () => PROGRAMS().largestOnGpu(x, plan),
    ops: () => largestByTaps(x, plan.windows),
  });
}

/** dx: dy to where x was the largest. Its own gradient, in dy, is `pick`. */
function route(dy: tf.Tensor, x: tf.Tensor, y: tf.Tensor, plan: ImageWindows): tf.Tensor {
  return op(
    'MaxPool2dRoute',
    { dy },
    {
      forward: () => {
        expectPlanned(plan, x, y);
        expectPlanned(plan, undefined, dy);
        return path(POOL, {
          wasm: (kernels) => {
            const [at] = writeWindows(plan, 0);
            const dx = allocate(inputShape(plan));
            const [xAt, yAt, dyAt] = [addressOf(x), addressOf(y), addressOf(dy)];
            kernels.maxPoolBackward(at, xAt, yAt, dyAt, addressOf(dx), dx.size);
            return dx;
          },
          gpu: isLongReduction(plan) ? undefined : () => PROGRAMS().routeOnGpu(dy, x, y, plan),
          ops: () => routeByTaps(dy, x, y, plan.windows),
        });
      },
      save: () => ({ x, y }),
      gradients: (g, saved) => ({ dy: () => pick(g, saved.x, saved.y, plan) }),
    },
  );
}

/** Of g, shaped like x, what lies where x was the largest. Its own gradient, in g, is `route`. */
function pick(g: tf.Tensor, x: tf.Tensor, y: tf.Tensor, plan: ImageWindows): tf.Tensor {
  return op(
    'MaxPool2dPick',
    { g },
    {
      forward: () => {
        expectPlanned(plan, x, y);
        expectPlanned(plan, g, undefined);
        return path(POOL, {
          wasm: (kernels) => {
            const [at] = writeWindows(plan, 0);
            const out = allocate(outputShape(plan));
            kernels.maxPoolPick(at, addressOf(x), addressOf(y), addressOf(g), addressOf(out));
            return out;
          },
          gpu: isLongReduction(plan) ? undefined : () => PROGRAMS().pickOnGpu(g, x, y, plan),
          ops: () => pickByTaps(g, x, y, plan.windows),
        });
      },
      save: () => ({ x, y }),
      gradients: (dy, saved) => ({ g: () => route(dy, saved.x, saved.y, plan) }),
    },
  );
}
