import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../../check/choice';
import { expectFrames, someClass } from '../../check/frames';
import { type Lengths, readLengths } from '../../check/lengths';
import { expectInteger } from '../../check/number';
import { mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { expectTensor } from '../../check/tensor';
import { engine } from '../../engine/engine';
import { CTC } from '../../generated/wasm-ctc';
import { gpuPrograms, hasGpuPrograms } from '../../gpu/gpu-programs';
import { op } from '../../tape/op';
import { kernelsOf } from '../../wasm/registry';
import { hostValues } from '../rows/ids';
import { ctcComposite } from './ctc-composite';
import type { CtcInput } from './ctc-input';
import { ctcByKernels } from './ctc-kernels';
import { LOSS_OPTIONS, type LossOptions, type Reduced, type Reduction } from './reduction';

export interface CtcLossOptions extends LossOptions {
  /** The class that stands for no label. Default 0. */
  blank?: number;
  /** Losses of ∞, and their gradients, count as 0. Default false. */
  zeroInfinity?: boolean;
}

const OPTIONS: OptionChecks<CtcLossOptions> = mergeChecks(LOSS_OPTIONS, {
  blank: someClass,
  zeroInfinity: expectFlag,
});

/**
 * Connectionist temporal classification: −log of the probability that a sequence of frames spells a sequence of labels,
 * wherever in time each label stands,
 *
 *     loss = −log Σ over paths Π_t softmax(logits_t)[path_t]
 *
 * over all paths of classes that become the labels when repetitions are merged and then blanks are left out: between two equal
 * labels stands a blank. Gradient: dlogits = (softmax − the share of the paths that are at that class in that frame) dy, exact;
 * 0 in frames that do not count. As `torch.nn.functional.ctc_loss`, with the batch first, and of logits: of `logSoftmax(x)`,
 * which PyTorch asks for, it and its gradient are the same, since the softmax of log-probabilities are the probabilities.
 *
 * `mean` divides each loss by its number of labels (at least 1) and is the mean over the batch; `sum` and `none` divide by
 * nothing. Where the labels do not fit into the frames (they take one frame each, and one between equal ones), the loss is ∞
 * and the gradient of its frames NaN; with `zeroInfinity` both are 0.
 *
 * Graves, Fernández, Gomez and Schmidhuber, Connectionist Temporal Classification, 2006.
 *
 * @param logits float32 [batch, time, classes]
 * @param labels int32 [batch, labels]: from 0 to classes − 1, but not the blank; what follows a row's length is not read. Labels
 *   that a GPU computed are not read back: one outside makes the loss ∞
 * @param inputLengths how many frames of each row count
 * @param labelLengths how many labels of each row count, 0 too
 * @returns a scalar, or with `none` [batch]
 * @throws ShapeError if the shapes do not fit; RangeError for a label outside or the blank among labels, for a length past the
 *   sizes and a blank that is no class; RangeError or TypeError for an invalid option
 *
 * @example
 * ```ts
 * const logits = random(1).normal([2, 50, 11]); // 2 lines of 50 frames; class 0 is the blank
 * const labels = tf.tensor2d([[7, 7, 2], [5, 0, 0]], [2, 3], 'int32');
 * const loss = ctcLoss(logits, labels, [50, 40], [3, 1]);
 * ```
 */
export function ctcLoss(
  logits: tf.Tensor,
  labels: tf.Tensor,
  inputLengths: Lengths,
  labelLengths: Lengths,
  options?: CtcLossOptions & Reduced,
): tf.Scalar;
/** With the reduction `none`, one loss each. */
export function ctcLoss(
  logits: tf.Tensor,
  labels: tf.Tensor,
  inputLengths: Lengths,
  labelLengths: Lengths,
  options?: CtcLossOptions,
): tf.Tensor;
export function ctcLoss(
  logits: tf.Tensor,
  labels: tf.Tensor,
  inputLengths: Lengths,
  labelLengths: Lengths,
  options?: CtcLossOptions,
): tf.Tensor {
  const where = 'ctcLoss';
  const own = readOptions(where, options, OPTIONS);
  const { blank = 0, reduction = 'mean', zeroInfinity = false } = own;
  const [batch, time, classes] = expectFrames(where, logits);
  expectTensor(where, 'labels', labels, [batch, 'labels'], 'int32', true);
  expectInteger(where, 'blank', blank, 0, classes - 1);
  const times = readLengths(where, inputLengths, batch, time, 'inputLengths');
  const most = labels.shape[1] as number;
  const counts = readLengths(where, labelLengths, batch, most, 'labelLengths');
  const values = hostValues(labels);
  if (values !== undefined) expectLabels(values, counts, most, classes, blank);
  const factors =
    reduction === 'none'
      ? undefined
      : Float32Array.from(counts, (count) =>
          reduction === 'mean' ? 1 / (Math.max(count, 1) * batch) : 1,
        );
  const input: CtcInput = {
    logits: logits as tf.Tensor3D,
    labels: labels as tf.Tensor2D,
    times,
    counts,
    blank,
    zeroInfinity,
    factors,
  };
  if (logits.size === 0) return withoutFrames(input, reduction);
  // To a gradient of a gradient the one that a kernel keeps would be a constant.
  if (engine.state.gradientDepth > 1) return ctcComposite(input);
  const kernels = kernelsOf(CTC);
  if (kernels !== undefined) return ctcByKernels(kernels, input);
  return hasGpuPrograms() ? PROGRAMS().ctcOnGpu(input) : ctcComposite(input);
}

const PROGRAMS = () => gpuPrograms<typeof import('./ctc-gpu')>('ctc');

function expectLabels(
  values: ArrayLike<number>,
  counts: Int32Array,
  most: number,
  classes: number,
  blank: number,
): void {
  counts.forEach((count, b) => {
    for (let i = 0; i < count; i++) {
      const label = values[b * most + i] as number;
      if (label >= 0 && label < classes && label !== blank) continue;
      throw new RangeError(
        `ctcLoss: labels: expected classes from 0 to ${classes - 1} but ${blank} (the blank), got ${label} at [${b}, ${i}]`,
      );
    }
  });
}

/** Of no frames, or no rows: a loss of 0 where there are no labels. */
function withoutFrames(
  { logits, counts, zeroInfinity }: CtcInput,
  reduction: Reduction,
): tf.Tensor {
  const losses = Float32Array.from(counts, (n) => (n === 0 || zeroInfinity ? 0 : Infinity));
  const sum = losses.reduce((all, own) => all + own, 0);
  return op(
    'CtcLoss',
    { logits },
    {
      forward: () => {
        if (reduction === 'none') return tf.tensor1d(losses);
        return tf.scalar(reduction === 'mean' && losses.length === 0 ? Number.NaN : sum);
      },
      gradients: () => ({ logits: () => tf.zeros(logits.shape) }),
    },
  );
}
