import * as tf from '@tensorflow/tfjs-core';
import { engine } from '../../engine/engine';
import type { CoreKernels } from '../../generated/wasm';
import { CORE } from '../../generated/wasm';
import { gpuPrograms, hasGpuPrograms } from '../../gpu/gpu-programs';
import { op } from '../../tape/op';
import { isTaping } from '../../tape/record';
import { type Address, NOWHERE } from '../../wasm/kernel-module';
import { addressOf, addressOrNone, allocate, readScalar, writeScalar } from '../../wasm/output';
import { kernelsOf, scratch, wasmBackend } from '../../wasm/registry';
import { selectAbove } from '../kit/select-above';
import { hostValues } from '../rows/ids';
import { denseCrossEntropy } from './dense-cross-entropy';
import type { IndexOptions } from './index-options';
import type { Reduction } from './reduction';

const PROGRAMS = () => gpuPrograms<typeof import('./index-cross-entropy-gpu')>('indexCrossEntropy');

/**
 * `softmaxCrossEntropy` against class indices, without a tensor of targets where there are kernels.
 *
 * @param logits float32 [..., classes]
 * @param labels int32 [...]
 * @throws RangeError naming the first index that is outside
 */
export function indexCrossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  options: IndexOptions,
): tf.Tensor {
  const classes = logits.shape[logits.rank - 1] as number;
  expectLabels('softmaxCrossEntropy', labels, classes, options.ignore);
  // Not by `path`: the ops are losses of their own, with targets that the kernel does without. And to a gradient of a gradient the
  // one that the kernel keeps would be a constant.
  const kernels = engine.state.gradientDepth > 1 ? undefined : kernelsOf(CORE);
  if (kernels === undefined) {
    if (hasGpuPrograms() && engine.state.gradientDepth <= 1) return onGpu(logits, labels, options);
    return composite(logits, labels, options);
  }
  const made: { gradient?: tf.Tensor; scale: number } = { scale: 1 };
  const y = op(
    'IndexCrossEntropy',
    { logits },
    {
      forward: () => {
        const room = options.labelSmoothing > 0 ? scratch(4 * classes) : NOWHERE;
        // The kernel has the gradient in its hands while it computes the loss.
        if (isTaping(1)) made.gradient = allocate(logits.shape);
        const losses = allocate(labels.shape);
        const heard = run(kernels, logits, labels, losses, made.gradient, room, options);
        if (options.reduction === 'none') return losses;
        // Where no row is heard, the gradient of the mean is 0 and not NaN, which it would spread.
        if (options.reduction === 'mean') made.scale = heard === 0 ? 0 : 1 / heard;
        const divisor = options.reduction === 'mean' ? heard : 1;
        return total(kernels, losses, divisor);
      },
      save: () => ({ gradient: made.gradient as tf.Tensor }),
      gradients: (dy, { gradient }) => ({
        logits: () => logitsGradient(kernels, dy, gradient, options.reduction, made.scale),
      }),
    },
  );
  made.gradient?.dispose();
  return y;
}

/** Checks class indices where this thread has them. @throws RangeError naming the first that is outside */
export function expectLabels(
  where: string,
  labels: tf.Tensor,
  classes: number,
  ignore: number,
): void {
  const found = firstBad(labels, classes, ignore);
  if (found === undefined) return;
  throw new RangeError(
    `${where}: labels: expected indices from 0 to ${classes - 1} or ${ignore} (ignored), got ${found.label} at ${found.at}`,
  );
}

function firstBad(
  labels: tf.Tensor,
  classes: number,
  ignore: number,
): { label: number; at: number } | undefined {
  // Not by `path`: see `expectIds`.
  const kernels = kernelsOf(CORE);
  if (kernels !== undefined) {
    const address = addressOf(labels);
    const at = kernels.firstBadLabel(address, labels.size, classes, ignore);
    if (at === labels.size) return undefined;
    const [label] = new Int32Array(wasmBackend().wasm.HEAPU8.buffer, address + 4 * at, 1);
    return { label: label as number, at };
  }
  const values = hostValues(labels) ?? [];
  for (let at = 0; at < values.length; at++) {
    const label = values[at] as number;
    if (!(label >= 0 && label < classes) && label !== ignore) return { label, at };
  }
  return undefined;
}

function run(
  kernels: CoreKernels,
  logits: tf.Tensor,
  labels: tf.Tensor,
  losses: tf.Tensor,
  gradient: tf.Tensor | undefined,
  room: Address,
  { labelSmoothing, ignore, weights }: IndexOptions,
): number {
  return kernels.indexCrossEntropyForward(
    addressOf(logits),
    addressOf(labels),
    addressOrNone(weights),
    room,
    addressOf(losses),
    addressOrNone(gradient),
    labels.size,
    logits.shape[logits.rank - 1] as number,
    ignore,
    labelSmoothing,
  );
}

/** Σ losses / divisor, in the place of the losses. */
function total(kernels: CoreKernels, losses: tf.Tensor, divisor: number): tf.Tensor {
  const y = allocate([]);
  const sum = kernels.sum(addressOf(losses), losses.size);
  writeScalar(y, sum / divisor);
  losses.dispose();
  return y;
}

function logitsGradient(
  kernels: CoreKernels,
  dy: tf.Tensor,
  kept: tf.Tensor,
  reduction: Reduction,
  scale: number,
): tf.Tensor {
  if (reduction === 'none') return tf.tidy(() => tf.mul(kept, tf.expandDims(dy, -1)));
  const dx = allocate(kept.shape);
  kernels.scale(readScalar(dy) * scale, addressOf(kept), addressOf(dx), kept.size);
  return dx;
}

/** By programs, with nothing read back: how many rows are heard is known there alone. */
function onGpu(logits: tf.Tensor, labels: tf.Tensor, options: IndexOptions): tf.Tensor {
  const { reduction } = options;
  const kept: { gradient?: tf.Tensor | undefined; factor?: tf.Tensor } = {};
  const y = op(
    'IndexCrossEntropy',
    { logits },
    {
      forward: () => {
        const rows = PROGRAMS().rowLossesOnGpu(logits, labels, options, isTaping(1));
        kept.gradient = rows.gradient;
        if (reduction === 'none') {
          rows.heard.dispose();
          return rows.losses;
        }
        const made = PROGRAMS().lossOfRowsOnGpu(rows, reduction === 'mean');
        kept.factor = made.factor;
        tf.dispose([rows.losses, rows.heard]);
        return made.y;
      },
      save: () => ({ gradient: kept.gradient as tf.Tensor, factor: kept.factor }),
      gradients: (dy, { gradient, factor }) => ({
        logits: () => PROGRAMS().logitsGradientOnGpu(dy, gradient, factor),
      }),
    },
  );
  kept.gradient?.dispose();
  kept.factor?.dispose();
  return y;
}

function composite(logits: tf.Tensor, labels: tf.Tensor, options: IndexOptions): tf.Tensor {
  const { reduction } = options;
  return tf.tidy(() => {
    const made = targetsOf(labels, logits.shape, options);
    // So that a NaN in a row that is ignored does not reach the product of its softmax and a target of 0.
    const heard = selectAbove(made.isHeard, 0, logits, tf.zeros(logits.shape));
    if (reduction !== 'mean') return denseCrossEntropy(heard, made.targets, reduction);
    const sum = denseCrossEntropy(heard, made.targets, 'sum');
    // Where no row is heard, NaN, but a gradient of 0.
    return op(
      'MeanOfHeard',
      { sum },
      {
        forward: () => tf.div(sum, made.divisor),
        save: () => ({ factor: made.factor }),
        gradients: (dy, { factor }) => ({ sum: () => tf.mul(dy, factor) }),
      },
    );
  });
}

interface Targets {
  /** The labels as shares a class, weighted: [..., classes]. */
  readonly targets: tf.Tensor;
  /** 1 in the rows that are heard, 0 in the others: [..., classes]. */
  readonly isHeard: tf.Tensor;
  /** The sum of the weights of the rows that are heard. */
  readonly divisor: tf.Tensor;
  /** 1 / divisor, or 0. */
  readonly factor: tf.Tensor;
}

/** What the labels ask for; constants to every gradient, since one op makes them all from nothing. */
export function targetsOf(
  labels: tf.Tensor,
  shape: number[],
  { labelSmoothing, ignore, weights }: IndexOptions,
): Targets {
  const classes = shape[shape.length - 1] as number;
  const [targets, isHeard, divisor, factor] = op(
    'IndexTargets',
    {},
    {
      forward: () => {
        // An index outside gives a row of zeros.
        const each = tf.range(0, classes, 1, 'int32');
        const hot = tf.cast(tf.equal(tf.reshape(labels, [-1, 1]), each), 'float32');
        const notIgnored = tf.cast(tf.notEqual(labels, tf.scalar(ignore, 'int32')), 'float32');
        const heard = tf.mul(tf.reshape(notIgnored, [-1, 1]), tf.sum(hot, -1, true));
        const weighted = weights === undefined ? hot : tf.mul(hot, weights);
        const sum = tf.sum(tf.mul(weighted, heard));
        const smooth = tf.mul(weights ?? 1, labelSmoothing / classes);
        const mixed = tf.add(tf.mul(weighted, 1 - labelSmoothing), smooth);
        const wide = tf.reshape(tf.broadcastTo(heard, [labels.size, classes]), shape);
        const shares = tf.reshape(tf.mul(mixed, heard), shape);
        return [shares, wide, sum, tf.divNoNan(1, sum)] as const;
      },
      gradients: () => ({}),
    },
  );
  return { targets, isHeard, divisor, factor };
}
