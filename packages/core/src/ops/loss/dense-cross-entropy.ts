import * as tf from '@tensorflow/tfjs-core';
import type { CoreKernels } from '../../generated/wasm';
import { CORE } from '../../generated/wasm';
import { op, path } from '../../tape/op';
import { isNested, isTaping } from '../../tape/record';
import { addressOf, addressOrNone, allocate, readScalar, writeScalar } from '../../wasm/output';
import { logSoftmax, softmax } from '../activation/softmax';
import { type Reduction, reduce, reductionScale } from './reduction';

/**
 * Cross-entropy of the softmax of `logits` against a share a class, −Σⱼ tⱼ log softmax(x)ⱼ a row, in one
 * stable pass. Gradient: dx = (softmax(x) Σ t − t) dy, over the number of rows with `mean`;
 * dt = −log softmax(x) dy.
 *
 * @param logits float32 [..., classes]
 * @param labels float32, the same shape
 * @returns a scalar, or with `none` [...]
 */
export function denseCrossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  reduction: Reduction,
): tf.Tensor {
  const classes = logits.shape[logits.rank - 1] as number;
  const scale = reductionScale(reduction, logits.size / classes);
  const made: { gradient?: tf.Tensor } = {};
  const y = op(
    'SoftmaxCrossEntropy',
    { logits, labels },
    {
      forward: () =>
        path(CORE, {
          wasm: (kernels) => {
            // The kernel has the gradient in its hands while it computes the loss. To a gradient of a gradient it would be a constant.
            if (isTaping(1) && !isNested()) made.gradient = allocate(logits.shape);
            return fused(kernels, logits, labels, made.gradient, reduction, scale);
          },
          ops: () => composite(logits, labels, reduction, scale),
        }),
      save: () => ({ logits, gradient: made.gradient, labels: made.gradient ? undefined : labels }),
      gradients: (dy, { logits: x, gradient, labels: t }) => ({
        logits: () =>
          gradient === undefined
            ? ofShares(dy, x, t as tf.Tensor, reduction, scale)
            : ofKept(dy, gradient, reduction, scale),
        labels: () =>
          tf.tidy(() => tf.mul(tf.neg(logSoftmax(x)), perRow(tf.mul(dy, scale), reduction))),
      }),
    },
  );
  made.gradient?.dispose();
  return y;
}

function fused(
  kernels: CoreKernels,
  logits: tf.Tensor,
  labels: tf.Tensor,
  gradient: tf.Tensor | undefined,
  reduction: Reduction,
  scale: number,
): tf.Tensor {
  const classes = logits.shape[logits.rank - 1] as number;
  const rows = logits.size / classes;
  const losses = allocate(logits.shape.slice(0, -1));
  const gradientAt = addressOrNone(gradient);
  const at = addressOf(losses);
  kernels.softmaxCrossEntropyForward(
    addressOf(logits),
    addressOf(labels),
    at,
    gradientAt,
    rows,
    classes,
  );
  if (reduction === 'none') return losses;
  const y = allocate([]);
  writeScalar(y, kernels.sum(at, rows) * scale);
  losses.dispose();
  return y;
}

function composite(
  logits: tf.Tensor,
  labels: tf.Tensor,
  reduction: Reduction,
  scale: number,
): tf.Tensor {
  const terms = tf.mul(labels, logSoftmax(logits));
  // A label of 0 silences a logit of −∞.
  const heard = tf.where(tf.equal(labels, 0), tf.zerosLike(terms), terms);
  return reduce(tf.neg(tf.sum(heard, -1)), reduction, scale);
}

/** The gradient of the logits from the one that the kernel has kept, of a loss each. */
function ofKept(dy: tf.Tensor, kept: tf.Tensor, reduction: Reduction, scale: number): tf.Tensor {
  return path(CORE, {
    wasm:
      reduction === 'none'
        ? undefined
        : (kernels) => {
            const dx = allocate(kept.shape);
            kernels.scale(readScalar(dy) * scale, addressOf(kept), addressOf(dx), kept.size);
            return dx;
          },
    ops: () => tf.mul(kept, perRow(tf.mul(dy, scale), reduction)),
  });
}

/** The same from the labels. */
function ofShares(
  dy: tf.Tensor,
  logits: tf.Tensor,
  labels: tf.Tensor,
  reduction: Reduction,
  scale: number,
): tf.Tensor {
  return tf.tidy(() => {
    const shares = tf.mul(softmax(logits), tf.sum(labels, -1, true));
    return tf.mul(tf.sub(shares, labels), perRow(tf.mul(dy, scale), reduction));
  });
}

/** The gradient of the losses, ready to multiply a row. */
function perRow(dy: tf.Tensor, reduction: Reduction): tf.Tensor {
  return reduction === 'none' ? tf.expandDims(dy, -1) : dy;
}
