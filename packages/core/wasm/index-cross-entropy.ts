import { SCALE_SUBTRACT, map } from './map';
import { scale } from './elementwise';
import { log1 } from './math';
import { sum, weightedSum } from './reduce';
import { largest, sumOfExps } from './softmax';

/** The position of the first of n labels that is neither in [0, classes) nor `ignore`; n if there is none. */
export function firstBadLabel(labels: usize, n: i32, classes: i32, ignore: i32): i32 {
  for (let i = 0; i < n; i++) {
    const label = load<i32>(labels);
    if (<u32>label >= <u32>classes && label != ignore) return i;
    labels += 4;
  }
  return n;
}

/** The part of every row's targets that does not hang on its label: smoothing / classes · w. */
function fillBase(base: usize, weights: usize, classes: i32, smoothing: f64): void {
  const share = <f32>(smoothing / <f64>classes);
  if (weights) {
    scale(share, weights, base, classes);
    return;
  }
  for (let i = 0; i < classes; i++) store<f32>(base + (<usize>i << 2), share);
}

/**
 * losses[i] = −Σⱼ t log p, p the softmax of the row of logits and t its targets: w (1 − smoothing) at its
 * label and w smoothing / classes everywhere; 0 for the label `ignore`. grad = p Σ t − t, the gradient of
 * each loss; with its address 0 it is not computed. weights: [classes], with the address 0 they are 1.
 * `base` has room for `classes` floats, and is not used without smoothing. Labels are checked before.
 * Returns the sum of the weights of the labels that are heard.
 */
export function indexCrossEntropyForward(
  logits: usize, labels: usize, weights: usize, base: usize, losses: usize, grad: usize,
  rows: i32, classes: i32, ignore: i32, smoothing: f64,
): f64 {
  const stride = <usize>classes << 2;
  let heard: f64 = 0;
  let baseSum: f64 = 0;
  if (smoothing > 0) {
    fillBase(base, weights, classes, smoothing);
    baseSum = sum(base, classes);
  }
  for (; rows > 0; rows--) {
    const label = load<i32>(labels);
    if (label == ignore) {
      store<f32>(losses, 0);
      if (grad) memory.fill(grad, 0, stride);
    } else {
      const at = <usize>label << 2;
      const weight: f64 = weights ? <f64>load<f32>(weights + at) : 1;
      heard += weight;
      const own = weight * (1 - smoothing);
      const shift = largest(logits, classes);
      const total = sumOfExps(logits, shift, grad, classes);
      const log = <f64>log1(<f32>total);
      // A weight of 0 silences a logit of −∞.
      let loss = own != 0 ? own * (log - (<f64>load<f32>(logits + at) - <f64>shift)) : 0;
      if (smoothing > 0) loss += baseSum * log - weightedSum(base, logits, shift, classes);
      store<f32>(losses, <f32>loss);
      if (grad) {
        const factor = <f32>((own + baseSum) / total);
        if (smoothing > 0) map(SCALE_SUBTRACT, grad, base, grad, classes, factor, 0);
        else scale(factor, grad, grad, classes);
        store<f32>(grad + at, load<f32>(grad + at) - <f32>own);
      }
    }
    labels += 4;
    losses += 4;
    logits += stride;
    if (grad) grad += stride;
  }
  return heard;
}
