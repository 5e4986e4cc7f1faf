import * as tf from '@tensorflow/tfjs-core';
import { engine } from '../../engine/engine';
import type { CoreKernels } from '../../generated/wasm';
import { CORE } from '../../generated/wasm';
import { op } from '../../tape/op';
import { isTaping } from '../../tape/record';
import { addressOf, addressOrNone, allocate, readScalar, writeScalar } from '../../wasm/output';
import { kernelsOf } from '../../wasm/registry';
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
  // To a gradient of a gradient the one that the kernel keeps would be a constant.
  const kernels = engine.state.gradientDepth > 1 ? undefined : kernelsOf(CORE);
  const made: { gradient?: tf.Tensor } = {};
  const y = op(
    'SoftmaxCrossEntropy',
    { logits, labels },
    {
      forward: () => {
        if (kernels === undefined) return composite(logits, labels, reduction, scale);
        // The kernel has the gradient in its hands while it computes the loss.
        if (isTaping(1)) made.gradient = allocate(logits.shape);
        return fused(kernels, logits, labels, made.gradient, reduction, scale);
      },
      save: () => ({ kept: made.gradient ?? labels, logits }),
      gradients: (dy, { kept, logits: x }) => ({
        logits: () => logitsGradient(kernels, dy, kept, x, reduction, scale),
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
  return tf.tidy(() => {
    const terms = tf.mul(labels, logSoftmax(logits));
    // A label of 0 silences a logit of −∞.
    const heard = tf.where(tf.equal(labels, 0), tf.zerosLike(terms), terms);
    return reduce(tf.neg(tf.sum(heard, -1)), reduction, scale);
  });
}

/** `kept` is the gradient itself from the kernel, the labels from the composite path. */
function logitsGradient(
  kernels: CoreKernels | undefined,
  dy: tf.Tensor,
  kept: tf.Tensor,
  logits: tf.Tensor,
  reduction: Reduction,
  scale: number,
): tf.Tensor {
  if (kernels !== undefined && reduction !== 'none') {
    const dx = allocate(kept.shape);
    kernels.scale(readScalar(dy) * scale, addressOf(kept), addressOf(dx), kept.size);
    return dx;
  }
  return tf.tidy(() => {
    const factor = perRow(tf.mul(dy, scale), reduction);
    if (kernels !== undefined) return tf.mul(kept, factor);
    const shares = tf.mul(softmax(logits), tf.sum(kept, -1, true));
    return tf.mul(tf.sub(shares, kept), factor);
  });
}

/** The gradient of the losses, ready to multiply a row. */
function perRow(dy: tf.Tensor, reduction: Reduction): tf.Tensor {
  return reduction === 'none' ? tf.expandDims(dy, -1) : dy;
}
