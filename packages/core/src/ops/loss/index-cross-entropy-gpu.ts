import type * as tf from '@tensorflow/tfjs-core';
import { ELEMENT_THREADS, elementGroups, perElement } from '../../gpu/per-element';
import { ROW_SUMS, threadsOfRow } from '../../gpu/row-sums';
import { type Made, runProgram } from '../../gpu/run-program';
import type { IndexOptions } from './index-options';

/** What the rows of a cross-entropy give: the loss and the weight of each, and the gradient at the logits where it is asked for. */
export interface RowLosses {
  readonly losses: tf.Tensor;
  readonly heard: tf.Tensor;
  readonly gradient: tf.Tensor | undefined;
}

/** −Σⱼ wⱼ tⱼ log softmax(x)ⱼ of each row, by a group each; an index outside is ignored. */
export function rowLossesOnGpu(
  logits: tf.Tensor,
  labels: tf.Tensor,
  { labelSmoothing, ignore, weights }: IndexOptions,
  withGradient: boolean,
): RowLosses {
  const classes = logits.shape[logits.rank - 1] as number;
  const smooth = labelSmoothing > 0;
  const makes = {
    losses: { shape: labels.shape },
    heard: { shape: labels.shape },
    ...(withGradient && { gradient: { shape: logits.shape } }),
  };
  const weight = (j: string) => (weights ? `weights[${j}]` : '1.0');
  const made = runProgram({
    key: `index-cross-entropy/${smooth}`,
    reads: { logits, labels, weights },
    makes: makes as Record<'losses' | 'heard' | 'gradient', Made>,
    ints: { rows: labels.size, size: classes, ignore },
    floats: { hit: 1 - labelSmoothing, share: labelSmoothing / classes },
    groups: labels.size,
    threads: threadsOfRow(classes),
    code: () => `${ROW_SUMS}
fn main(group : i32, thread : i32) {
  if (group >= ints.rows) { return; }
  let first = group * ints.size;
  let label = labels[group];
  let hears = label >= 0 && label < ints.size && label != ints.ignore;
  var most = -3.4028234e38;
  for (var i = thread; i < ints.size; i += THREADS) { most = larger(most, logits[first + i]); }
  let peak = mostOf(thread, most);
  var own = 0.0;
  for (var i = thread; i < ints.size; i += THREADS) { own += exp(logits[first + i] - peak); }
  let total = sumOf(thread, own);
  let below = log(total);
  let at = clamp(label, 0, ints.size - 1);
  let goal = floats.hit * ${weight('at')};
  var sums = vec2<f32>(0.0);
  ${
    smooth
      ? `for (var i = thread; i < ints.size; i += THREADS) {
    let part = floats.share * ${weight('i')};
    sums += vec2<f32>(part, part * ((logits[first + i] - peak) - below));
  }
  sums = pairSums(thread, sums);`
      : ''
  }
  if (thread == 0) {
    let loss = -(goal * ((logits[first + at] - peak) - below) + sums.y);
    losses[group] = select(0.0, loss, hears);
    heard[group] = select(0.0, ${weight('at')}, hears);
  }
  ${
    withGradient
      ? `let whole = (goal + sums.x) / total;
  for (var i = thread; i < ints.size; i += THREADS) {
    let hot = select(0.0, goal, i == at)${smooth ? ` + floats.share * ${weight('i')}` : ''};
    gradient[first + i] = select(0.0, exp(logits[first + i] - peak) * whole - hot, hears);
  }`
      : ''
  }
}`,
  });
  const { losses, heard, gradient } = made;
  return { losses, heard, gradient: withGradient ? gradient : undefined };
}

/** Σ losses / Σ heard for a mean, else Σ losses, and what the gradient is multiplied by: 0 where no row is heard. */
export function lossOfRowsOnGpu(
  { losses, heard }: RowLosses,
  mean: boolean,
): { y: tf.Tensor; factor: tf.Tensor } {
  return runProgram({
    key: `loss-of-rows/${mean}`,
    reads: { losses, heard },
    makes: { y: { shape: [] }, factor: { shape: [] } },
    ints: { rows: losses.size },
    groups: 1,
    threads: 256,
    code: () => `${ROW_SUMS}
fn main(group : i32, thread : i32) {
  if (group > 0) { return; }
  var own = vec2<f32>(0.0);
  for (var i = thread; i < ints.rows; i += THREADS) { own += vec2<f32>(losses[i], heard[i]); }
  let sums = pairSums(thread, own);
  if (thread > 0) { return; }
  ${
    mean
      ? `y[0] = sums.x / sums.y;
  factor[0] = select(1.0 / sums.y, 0.0, sums.y == 0.0);`
      : 'y[0] = sums.x; factor[0] = 1.0;'
  }
}`,
  });
}

/** The gradient at the logits: that of each row times dy, and times the factor of all. */
export function logitsGradientOnGpu(
  dy: tf.Tensor,
  gradient: tf.Tensor,
  factor: tf.Tensor | undefined,
): tf.Tensor {
  const classes = gradient.shape[gradient.rank - 1] as number;
  return runProgram({
    key: 'logits-gradient',
    reads: { dy, gradient, factor },
    makes: { dx: { shape: gradient.shape } },
    ints: { size: gradient.size, classes },
    groups: elementGroups(gradient.size),
    threads: ELEMENT_THREADS,
    code: () =>
      perElement(
        factor
          ? 'dx[i] = gradient[i] * (dy[0] * factor[0]);'
          : 'dx[i] = gradient[i] * dy[i / ints.classes];',
      ),
  }).dx;
}
