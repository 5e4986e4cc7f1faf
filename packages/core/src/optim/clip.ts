import * as tf from '@tensorflow/tfjs-core';
import { expectPositive } from '../check/number';
import type { CoreKernels } from '../generated/wasm';
import { CORE } from '../generated/wasm';
import type { RowsKernels } from '../generated/wasm-rows';
import { gpuPrograms, hasGpuPrograms } from '../gpu/gpu-programs';
import { isSparse, type SparseRows } from '../tape/sparse-rows';
import type { Gradients } from '../tape/value-and-grads';
import { addressOf } from '../wasm/output';
import { kernelsOf, scratch } from '../wasm/registry';
import {
  byKernel,
  changeGradients,
  type InPlace,
  scaleByNumber,
  scaleGradients,
} from './change-gradients';
import { expectGradients } from './check-update';

const PROGRAMS = () => gpuPrograms<typeof import('./gpu-clip')>('clip');

/**
 * Scales all gradients by min(1, max / ‖g‖) where ‖g‖ is the 2-norm of all of them together
 * (Pascanu et al. 2013; as `clip_grad_norm_`). For `train`'s `onGradients`. Changes the map's
 * tensors in place or replaces them; nothing is read back from a GPU.
 *
 * @throws RangeError unless `maxNorm` is above 0, and where WASM memory is full; TypeError, Error, ShapeError for what is no
 *   gradient. Then nothing is changed
 *
 * @example
 * ```ts
 * const layer = new Linear(4, 3, { rng: random(1) });
 * const { grads } = valueAndGrads(() => mse(layer.forward(tf.ones([2, 4])), tf.zeros([2, 3])), parameters(layer));
 * clipByGlobalNorm(grads, 1); // in place
 * ```
 */
export function clipByGlobalNorm(gradients: Gradients, maxNorm: number): void {
  expectGradients('clipByGlobalNorm', gradients);
  expectPositive('clipByGlobalNorm', 'maxNorm', maxNorm);
  if (gradients.size === 0) return;
  const kernels = kernelsOf(CORE);
  if (kernels !== undefined) {
    const factor = factorOf(kernels, gradients, maxNorm);
    // NaN too: a run that has gone wrong shows everywhere.
    if (!(factor >= 1)) scaleByNumber(gradients, factor);
    return;
  }
  if (hasGpuPrograms()) {
    clipOnGpu(gradients, maxNorm);
    return;
  }
  const factor = tf.tidy(() => {
    const all = [...gradients.values()].map((g) => (isSparse(g) ? g.toDense() : g));
    // Of multiples of the largest, since the square of 1e30 is no float: ‖g‖ = m ‖g / m‖. Of an infinite one the factor is 0.
    const peaks = tf.stack(all.map((g) => tf.max(tf.abs(g))));
    const peak = tf.clipByValue(tf.max(peaks), SMALLEST, LARGEST);
    const norm = tf.sqrt(tf.addN(all.map((g) => tf.sum(tf.square(tf.div(g, peak))))));
    return tf.minimum(1, tf.div(tf.div(maxNorm, peak), tf.add(norm, tf.div(EPSILON, peak))));
  });
  scaleBy(factor, gradients);
}

/**
 * Limits each element of each gradient to [−limit, limit]; NaN stays, so that a run that has gone wrong shows.
 * As `clip_grad_value_`. Changes the map's tensors in place or replaces them.
 *
 * @throws RangeError unless `limit` is above 0, and where WASM memory is full; TypeError, Error, ShapeError for what is no
 *   gradient. Then nothing is changed
 */
export function clipByValue(gradients: Gradients, limit: number): void {
  expectGradients('clipByValue', gradients);
  expectPositive('clipByValue', 'limit', limit);
  changeGradients(
    gradients,
    (g) => (isSparse(g) ? g.clipped(limit) : tf.clipByValue(g, -limit, limit)),
    byKernel((kernels, at, size) => kernels.clip(at, at, size, -limit, limit)),
  );
}

/** As PyTorch's, against a division by 0. */
const EPSILON = 1e-6;

/** What gradients are measured in: from where EPSILON rules to the largest float. */
const SMALLEST = 1e-12;
const LARGEST = 3.4028234663852886e38;

function factorOf(kernels: CoreKernels, gradients: Gradients, maxNorm: number): number {
  let squares = 0;
  for (const g of gradients.values()) {
    squares += isSparse(g) ? rowsSquares(g) : kernels.sumOfSquares(addressOf(g), g.size);
  }
  return maxNorm / (Math.sqrt(squares) + EPSILON);
}

function clipOnGpu(gradients: Gradients, maxNorm: number): void {
  const factor = tf.tidy(() => {
    const all = [...gradients.values()].map((g) => (isSparse(g) ? g.toDense() : g));
    return PROGRAMS().clipFactorOnGpu(all, maxNorm, EPSILON);
  });
  const { isSoleOnGpu, scaleOnGpu } = PROGRAMS();
  scaleBy(factor, gradients, { may: isSoleOnGpu, change: (own) => scaleOnGpu(own, factor) });
}

/** By a factor that is not read back, and that is disposed. */
function scaleBy(factor: tf.Tensor, gradients: Gradients, inPlace?: InPlace): void {
  try {
    scaleGradients(gradients, factor, inPlace);
  } finally {
    factor.dispose();
  }
}

/** ‖g‖² of a gradient of few rows, whose parts are added first. */
function rowsSquares({ ids, rows, shape, kernels }: SparseRows): number {
  const [count, size] = shape as [number, number];
  const room = scratch(4 * (count + ids.size + size));
  const own = kernels() as RowsKernels;
  return own.rowsSquares(addressOf(ids), addressOf(rows), ids.size, count, size, room);
}
