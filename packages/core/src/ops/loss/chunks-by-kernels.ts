import * as tf from '@tensorflow/tfjs-core';
import type { CoreKernels } from '../../generated/wasm';
import { behind } from '../../wasm/kernel-module';
import { addressOf, addressOrNone, allocate, readScalar, writeScalar } from '../../wasm/output';
import { scratchBytes } from '../../wasm/product';
import { scratch } from '../../wasm/registry';
import { ACTIVATION_CODE } from '../activation/activation';
import type { IndexOptions } from './index-options';

/** A loss of `rows` rows of `size` numbers, of which `chunk` have logits at a time. */
export interface ChunkPlan extends IndexOptions {
  readonly rows: number;
  readonly size: number;
  readonly classes: number;
  readonly chunk: number;
  /** The weight is [classes, size]. */
  readonly transposed: boolean;
}

/** x [rows, size], and what makes logits of it. */
export interface ChunkInputs {
  readonly x: tf.Tensor;
  readonly weight: tf.Tensor;
  readonly bias: tf.Tensor | undefined;
}

/** Which gradients are asked for. */
export type Wants = Readonly<Record<keyof ChunkInputs, boolean>>;

/** The loss, and its gradients, which are to be multiplied by `factor` where there is one. */
export interface ChunkedLoss extends Partial<ChunkInputs> {
  readonly loss: tf.Tensor;
  readonly factor?: tf.Tensor;
}

/** Loss and gradients by kernels: one buffer of logits, one of their gradient, whatever the number of chunks. */
export function chunksByKernels(
  kernels: CoreKernels,
  inputs: ChunkInputs,
  labels: tf.Tensor,
  plan: ChunkPlan,
  wants: Wants,
): ChunkedLoss {
  return tf.tidy(() => run(kernels, inputs, labels, plan, wants) as never) as ChunkedLoss;
}

function run(
  kernels: CoreKernels,
  { x, weight, bias }: ChunkInputs,
  labels: tf.Tensor,
  plan: ChunkPlan,
  wants: Wants,
): ChunkedLoss {
  const { rows, size, classes, chunk, transposed, labelSmoothing, reduction } = plan;
  const room = scratch(Math.max(scratchBytes(kernels), labelSmoothing > 0 ? 4 * classes : 0));
  const [logits, losses] = [allocate([chunk, classes]), allocate([chunk])];
  const some = wants.x || wants.weight || wants.bias;
  const slopes = some ? allocate([chunk, classes]) : undefined;
  const dx = wants.x ? allocate(x.shape) : undefined;
  const dw = wants.weight ? allocate(weight.shape) : undefined;
  const db = wants.bias ? tf.zeros([classes]) : undefined;
  const part = wants.bias ? allocate([classes]) : undefined;
  const [z, g, w] = [addressOf(logits), addressOrNone(slopes), addressOf(weight)];
  const weights = addressOrNone(plan.weights);
  const ldw = transposed ? size : classes;
  let sum = 0;
  let heard = 0;
  for (let first = 0; first < rows; first += chunk) {
    const n = Math.min(chunk, rows - first);
    const at = behind(addressOf(x), 4 * first * size);
    const ids = behind(addressOf(labels), 4 * first);
    kernels.gemm(n, classes, size, at, size, false, w, ldw, transposed, z, classes, false, room);
    if (bias !== undefined) {
      kernels.biasActivation(z, n, classes, classes, addressOf(bias), ACTIVATION_CODE.none);
    }
    const to = [room, addressOf(losses), g, n, classes, plan.ignore, labelSmoothing] as const;
    heard += kernels.indexCrossEntropyForward(z, ids, weights, ...to);
    sum += kernels.sum(addressOf(losses), n);
    if (dx !== undefined) {
      const out = behind(addressOf(dx), 4 * first * size);
      const right = [w, ldw, !transposed] as const;
      kernels.gemm(n, size, classes, g, classes, false, ...right, out, size, false, room);
    }
    if (dw !== undefined) {
      const [m, k, left, right] = transposed ? [classes, size, g, at] : [size, classes, at, g];
      const out = [addressOf(dw), ldw, first > 0, room] as const;
      kernels.gemm(m, k, n, left, m, true, right, k, false, ...out);
    }
    if (db !== undefined && part !== undefined) {
      kernels.columnSumsOf(g, n, classes, classes, addressOf(part));
      kernels.add(addressOf(db), addressOf(part), addressOf(db), classes);
    }
  }
  const loss = allocate([]);
  writeScalar(loss, reduction === 'mean' ? sum / heard : sum);
  // Where no row is heard, the gradient of the mean is 0 and not NaN, which it would spread.
  const scale = reduction === 'sum' ? 1 : heard === 0 ? 0 : 1 / heard;
  for (const d of [dx, dw, db]) {
    if (d !== undefined) kernels.scale(scale, addressOf(d), addressOf(d), d.size);
  }
  return { loss, ...(dx && { x: dx }), ...(dw && { weight: dw }), ...(db && { bias: db }) };
}

/** A gradient that was kept, times dy. */
export function scaledByKernels(kernels: CoreKernels, kept: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  const factor = readScalar(dy);
  // A loss that is trained as it is: nothing is copied.
  if (factor === 1) return tf.clone(kept);
  const made = allocate(kept.shape);
  kernels.scale(factor, addressOf(kept), addressOf(made), kept.size);
  return made;
}
