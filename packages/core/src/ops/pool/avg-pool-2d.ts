import type * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../../check/choice';
import { mergeChecks, type OptionChecks, readOptions } from '../../check/options';
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
import { type Counted, meanByTaps, shareByTaps } from './avg-pool-by-taps';
import { isLongReduction, POOL_OPTIONS, type PoolOptions, planPool } from './pool-windows';

const PROGRAMS = () => gpuPrograms<typeof import('./pool-gpu')>('pool');

export interface AvgPoolOptions extends PoolOptions {
  /** Divide by the size of the window in the padding too (as PyTorch), not by what it sees (as TensorFlow). Default true. */
  countPadding?: boolean;
}

/** The checks of `AvgPoolOptions`. */
export const AVG_POOL_OPTIONS: OptionChecks<AvgPoolOptions> = mergeChecks(POOL_OPTIONS, {
  countPadding: expectFlag,
});

/**
 * The mean of each window, y[b, i, j, c] = Σ x[b, i s + u − p, j s + v − p, c] / n over its places u, v, n the size of
 * the window, or with `countPadding: false` how many of its places lie in x. Gradient: dx = Σ dy / n over the windows
 * that see x. As `torch.nn.functional.avg_pool2d`.
 *
 * @param x float32 [batch, height, width, channels]
 * @returns [batch, height, width, channels], with sizes as `conv2d` has them
 * @throws ShapeError for another rank, RangeError for invalid options
 */
export function avgPool2d(x: tf.Tensor, options: AvgPoolOptions): tf.Tensor4D {
  return meanOfWindows('avgPool2d', x, readOptions('avgPool2d', options, AVG_POOL_OPTIONS));
}

/** `avgPool2d`, with errors that speak of `where`. */
export function meanOfWindows(
  where: string,
  x: tf.Tensor,
  { countPadding = true, ...options }: AvgPoolOptions,
): tf.Tensor4D {
  const plan = planPool(where, x, options);
  return meanOfPlan(x, plan, countPadding ? 'padded' : 'seen') as tf.Tensor4D;
}

/** As wasm/pool has them. */
const COUNTED_CODE: Readonly<Record<Counted, number>> = { seen: 0, padded: 1, bins: 2 };

/** The means of windows. It is linear: the gradient is `share`. */
export function meanOfPlan(x: tf.Tensor, plan: ImageWindows, counted: Counted): tf.Tensor {
  if (x.size === 0) return ofNothing('AvgPool2d', [x], outputShape(plan));
  return op(
    'AvgPool2d',
    { x },
    {
      forward: () => {
        expectPlanned(plan, x, undefined);
        return path(POOL, {
          wasm: (kernels) => {
            const [at] = writeWindows(plan, 0);
            const y = allocate(outputShape(plan));
            kernels.avgPoolForward(at, addressOf(x), addressOf(y), COUNTED_CODE[counted]);
            return y;
          },
          gpu:
            isLongReduction(plan) || hasHugeBins(plan, counted)
              ? undefined
              : () => PROGRAMS().meanOnGpu(x, plan, counted),
          ops: () => meanByTaps(x, plan.windows, counted),
        });
      },
      gradients: (dy) => ({ x: () => share(dy, plan, counted) }),
    },
  );
}

/** What each place of the input gets of the gradient of all means that it is in. */
function share(dy: tf.Tensor, plan: ImageWindows, counted: Counted): tf.Tensor {
  return op(
    'AvgPool2dShare',
    { dy },
    {
      forward: () => {
        expectPlanned(plan, undefined, dy);
        return path(POOL, {
          wasm: (kernels) => {
            const [at] = writeWindows(plan, 0);
            const dx = allocate(inputShape(plan));
            const code = COUNTED_CODE[counted];
            kernels.avgPoolBackward(at, addressOf(dy), addressOf(dx), dx.size, code);
            return dx;
          },
          gpu: hasHugeBins(plan, counted)
            ? undefined
            : () => PROGRAMS().shareOnGpu(dy, plan, counted),
          ops: () => shareByTaps(dy, plan.windows, counted),
        });
      },
      gradients: (g) => ({ dy: () => meanOfPlan(g, plan, counted) }),
    },
  );
}

/** Programs count bins in 32 bits. */
function hasHugeBins({ windows }: ImageWindows, counted: Counted): boolean {
  return counted === 'bins' && windows.some((axis) => (axis.in + 1) * (axis.out + 1) > 2 ** 32);
}
