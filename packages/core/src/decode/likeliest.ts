import type * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { expectInteger } from '../check/number';
import { expectTensor } from '../check/tensor';
import { LIKELIEST, type LikeliestKernels } from '../generated/wasm-likeliest';
import { FEW, firstOf } from '../ops/scan/first-of';
import { addressOf } from '../wasm/output';
import { kernelsOf, scratch, wasmBackend } from '../wasm/registry';
import { logNormaliser, logProbabilityOf } from './log-softmax';

/** The likeliest classes of some rows. */
export interface Likeliest {
  /** int32 [rows, k]: the likeliest first, of equal ones the first; −1 where no other has a probability. */
  readonly classes: Int32Array;
  /** [rows, k]: the logarithms of their probabilities in nats; −∞ where there is no class. */
  readonly logProbabilities: Float64Array;
}

/**
 * The `k` likeliest classes of each row of logits, with the logarithms of their probabilities, x − log Σ eˣ, read to this thread. On WASM
 * only these are read, and nothing is copied; elsewhere all logits are.
 *
 * A logit of −∞ has no probability; where one is ∞, it is certain.
 *
 * @param where what errors call the caller
 * @param logits float32 [rows, classes]
 * @param k at most the number of classes
 * @throws ShapeError, TypeError, Error for other logits; RangeError for another k, and for NaN among the logits, whose row it names
 */
export async function likeliest(where: string, logits: tf.Tensor, k: number): Promise<Likeliest> {
  expectTensor(where, 'logits', logits, ['rows', 'classes']);
  const [rows, classes] = logits.shape as [number, number];
  expectInteger(where, 'k', k, 1, classes);
  const found = {
    classes: new Int32Array(rows * k).fill(-1),
    logProbabilities: new Float64Array(rows * k).fill(-Infinity),
  };
  const keep: Keep = (row, i, place, logit, shift) => {
    if (logit === -Infinity || (shift === Infinity && logit !== Infinity)) return;
    if (Number.isNaN(shift)) {
      throw new RangeError(expected(`${where}: logits of row ${row}`, 'numbers', Number.NaN));
    }
    found.classes[row * k + i] = place;
    found.logProbabilities[row * k + i] = logProbabilityOf(logit, shift);
  };
  const kernels = k > FEW ? undefined : kernelsOf(LIKELIEST);
  const left = kernels && byKernel(kernels, logits, k, keep);
  if (left?.length !== 0) await onHost(logits, k, keep, left);
  return found;
}

/** Takes the i-th of a row: its class, its logit, and log Σ eˣ of the row. */
type Keep = (row: number, i: number, place: number, logit: number, shift: number) => void;

/** Gives the rows whose sum is not finite: they are for the host. */
function byKernel(kernels: LikeliestKernels, logits: tf.Tensor, k: number, keep: Keep): number[] {
  const [rows, classes] = logits.shape as [number, number];
  const stride = 2 * k + 1;
  const out = scratch(4 * rows * stride);
  kernels.likeliest(addressOf(logits), rows, classes, k, out);
  const { buffer } = wasmBackend().wasm.HEAPU8;
  const numbers = new Float32Array(buffer, out, rows * stride);
  const places = new Int32Array(buffer, out, rows * stride);
  const left: number[] = [];
  for (let row = 0; row < rows; row++) {
    const at = row * stride;
    const shift = numbers[at + 2 * k] as number;
    if (!Number.isFinite(shift)) left.push(row);
    else {
      for (let i = 0; i < k; i++) {
        keep(row, i, places[at + k + i] as number, numbers[at + i] as number, shift);
      }
    }
  }
  return left;
}

/** These rows, or all of them. */
async function onHost(logits: tf.Tensor, k: number, keep: Keep, some?: number[]): Promise<void> {
  const [rows, classes] = logits.shape as [number, number];
  const values = (await logits.data()) as Float32Array;
  for (const row of some ?? Array.from({ length: rows }, (_, i) => i)) {
    const own = values.subarray(row * classes, (row + 1) * classes);
    const shift = own.some(Number.isNaN) ? Number.NaN : logNormaliser(own);
    firstOf(own, k, true).forEach((place, i) => {
      keep(row, i, place, own[place] as number, shift);
    });
  }
}
