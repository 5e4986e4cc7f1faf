import { scale } from './elementwise';
import { ERROR, MULTIPLY, SCALE_SUBTRACT, SIGMOID_ERROR, map } from './map';
import { ONE, expFlushed4, load4, log1, log1pUnit4, madd4, store4, sumPairs } from './math';
import { sum, weightedSum } from './reduce';
import { laneMask, largest, sumOfExps } from './softmax';

/**
 * losses[i] = −Σⱼ t log p, p the softmax of the row of logits, t its labels [rows, cols] (one-hot or
 * weights of any sum; a label 0 silences a logit of −∞). grad = p Σ t − t, the gradient of each loss,
 * lies apart from the logits and labels; with its address 0 it is not computed.
 */
export function softmaxCrossEntropyForward(
  logits: usize, labels: usize, losses: usize, grad: usize, rows: i32, cols: i32,
): void {
  const stride = <usize>cols << 2;
  for (; rows > 0; rows--) {
    const shift = largest(logits, cols);
    const total = sumOfExps(logits, shift, grad, cols);
    const weight = sum(labels, cols);
    const log = weight * <f64>log1(<f32>total);
    store<f32>(losses, <f32>(log - weightedSum(labels, logits, shift, cols)));
    if (grad) {
      map(SCALE_SUBTRACT, grad, labels, grad, cols, <f32>(weight / total), 0);
      grad += stride;
    }
    losses += 4;
    logits += stride;
    labels += stride;
  }
}

/**
 * losses = max(x, 0) − x z + log(1 + e^(−|x|)), its first part as x (1 − z) or −x z: cross-entropy of sigmoid x against the label z, without
 * overflow. Returns their sum; with the address 0 for `losses` only that.
 */
export function sigmoidCrossEntropyForward(x: usize, z: usize, losses: usize, n: i32): f64 {
  let total = f64x2.splat(0);
  for (; n > 0; n -= 4) {
    const count = min(n, 4);
    const a = load4(x, count);
    const tail = log1pUnit4(expFlushed4(f32x4.neg(f32x4.abs(a))));
    const label = load4(z, count);
    const share = v128.bitselect(f32x4.sub(ONE, label), f32x4.neg(label), f32x4.gt(a, f32x4.splat(0)));
    let loss = madd4(a, share, tail);
    if (losses) {
      store4(losses, loss, count);
      losses += 16;
    }
    // A lane that is not there has x = 0, whose loss is log 2.
    if (count < 4) loss = v128.and(loss, laneMask(count));
    total = f64x2.add(total, sumPairs(loss));
    x += 16;
    z += 16;
  }
  return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}

/** dx = scale dy (sigmoid x − z); with the address 0 for `dy` it counts as ones. dx lies apart from dy. */
export function sigmoidCrossEntropyBackward(
  x: usize, z: usize, dy: usize, scale: f32, dx: usize, n: i32,
): void {
  map(SIGMOID_ERROR, x, z, dx, n, scale, 0);
  if (dy) map(MULTIPLY, dx, dy, dx, n, 0, 0);
}

/** dx = 2 scale dy (x − y), dy one float: the gradient of scale Σ (x − y)², which `squaredErrorSum` sums. */
export function squaredErrorBackward(
  x: usize, y: usize, dy: usize, scale: f32, dx: usize, n: i32,
): void {
  map(ERROR, x, y, dx, n, 2 * scale * load<f32>(dy), 0);
}
