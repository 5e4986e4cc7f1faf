import * as tf from '@tensorflow/tfjs-core';
import { gpuPrograms, hasGpuPrograms } from '../../gpu/gpu-programs';
import { matMul } from '../dense/mat-mul';
import { weightGradient } from '../dense/weight-gradient';
import { biasGradient } from '../kit/bias-gradient';
import { selectAbove } from '../kit/select-above';
import type { ChunkedLoss, ChunkInputs, ChunkPlan, Wants } from './chunks-by-kernels';
import { targetsOf } from './index-cross-entropy';

const PROGRAMS = () => gpuPrograms<typeof import('./index-cross-entropy-gpu')>('indexCrossEntropy');

/** What is added up. */
interface Sums {
  loss?: tf.Tensor;
  heard?: tf.Tensor;
  weight?: tf.Tensor;
  bias?: tf.Tensor;
}

/** Loss and gradients by ops, on WebGPU by its programs, with nothing read back. */
export function chunksByOps(
  { x, weight, bias }: ChunkInputs,
  labels: tf.Tensor,
  plan: ChunkPlan,
  wants: Wants,
): ChunkedLoss {
  const { rows, chunk, transposed, reduction } = plan;
  const some = wants.x || wants.weight || wants.bias;
  return tf.tidy(() => {
    const dx: tf.Tensor[] = [];
    let sums: Sums = {};
    for (let first = 0; first < rows; first += chunk) {
      const before = sums;
      const made = tf.tidy(() => {
        const n = Math.min(chunk, rows - first);
        const [part, ids] = [tf.slice(x, [first, 0], [n, -1]), tf.slice(labels, [first], [n])];
        const z = matMul(part, weight, { transposeB: transposed });
        const own = rowsOf(bias === undefined ? z : tf.add(z, bias), ids, plan, some);
        const g = own.slopes;
        const dw = () =>
          transposed ? weightGradient(g as tf.Tensor, part) : weightGradient(part, g as tf.Tensor);
        return {
          loss: plus(before.loss, own.loss),
          heard: plus(before.heard, own.heard),
          ...(wants.x && { x: matMul(g as tf.Tensor, weight, { transposeB: !transposed }) }),
          ...(wants.weight && { weight: plus(before.weight, dw()) }),
          ...(wants.bias && { bias: plus(before.bias, biasGradient(g as tf.Tensor)) }),
        };
      });
      tf.dispose(Object.values(before));
      const { x: rowsOfX, ...rest } = made;
      if (rowsOfX !== undefined) dx.push(rowsOfX);
      sums = rest;
    }
    const { loss, heard, ...gradients } = sums as Required<Pick<Sums, 'loss' | 'heard'>> & Sums;
    const isMean = reduction === 'mean';
    return {
      loss: isMean ? tf.div(loss, heard) : tf.clone(loss),
      ...gradients,
      ...(wants.x && { x: tf.concat(dx, 0) }),
      // Where no row is heard the gradient is 0.
      ...(isMean && some && { factor: tf.divNoNan(1, heard) }),
    } as never;
  }) as ChunkedLoss;
}

function plus(before: tf.Tensor | undefined, own: tf.Tensor): tf.Tensor {
  return before === undefined ? own : tf.add(before, own);
}

/** Of the rows of a chunk: the sum of their losses, of their weights, and the gradient at their logits. */
function rowsOf(logits: tf.Tensor, labels: tf.Tensor, plan: ChunkPlan, withSlopes: boolean) {
  if (hasGpuPrograms()) {
    const made = PROGRAMS().rowLossesOnGpu(logits, labels, plan, withSlopes);
    return { loss: tf.sum(made.losses), heard: tf.sum(made.heard), slopes: made.gradient };
  }
  const { targets, isHeard, divisor } = targetsOf(labels, logits.shape, plan);
  const heard = selectAbove(isHeard, 0, logits, tf.zeros(logits.shape));
  const logs = tf.logSoftmax(heard);
  const all = tf.sum(targets, -1, true);
  // A target of 0 silences a logit of −∞.
  const terms = tf.where(tf.equal(targets, 0), tf.zerosLike(logs), tf.mul(targets, logs));
  const slopes = withSlopes ? tf.sub(tf.mul(tf.exp(logs), all), targets) : undefined;
  return { loss: tf.neg(tf.sum(terms)), heard: divisor, slopes };
}
