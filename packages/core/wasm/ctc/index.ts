import { scale as scaleAll } from '../elementwise';
import { log1, sumLanes } from '../math';
import { largest, sumOfExps } from '../softmax';
import { power } from './scaled';
import { back, clearRow, enter, fence, forth, pitchOf, prepare, rowOf, weigh } from './states';

export { keepConstants } from '../math';

/** Bytes of scratch memory that `ctcRow` takes. */
export function ctcBytes(time: i32, count: i32, withGradient: bool): f64 {
  const pitch = pitchOf(count);
  const rows: f64 = withGradient ? <f64>time + 3 : 2;
  return rows * <f64>rowOf(pitch) + 3 * <f64>(pitch + 16) + (withGradient ? 8 * <f64>time : 0);
}

/**
 * −log of the sum over all paths through `time` frames of logits [frames, classes] that spell `count` labels, at `loss`; and
 * `factor` times its gradient at grad [frames, classes], which is not computed with the address 0. Where no path is possible
 * the loss is ∞ and the gradient NaN, or both 0 with `zero`.
 */
export function ctcRow(
  logits: usize, labels: usize, loss: usize, grad: usize, frames: i32, time: i32, count: i32, classes: i32,
  blank: i32, factor: f32, zero: bool, scratch: usize,
): void {
  const pitch = pitchOf(count);
  const row = rowOf(pitch);
  const ids = scratch;
  const differs = ids + pitch + 16;
  const shares = differs + pitch + 16;
  const after = shares + pitch + 16;
  const stride = <usize>classes << 2;
  if (grad) {
    const used = <usize>time * stride;
    memory.fill(grad + used, 0, <usize>frames * stride - used);
  }
  prepare(labels, count, blank, pitch, ids, differs);
  // With a gradient the rows of all frames are kept, behind two for the way back and the frames' peaks; else two in turn.
  let states = grad ? after + 2 * row + (<usize>time << 3) : after;
  const peaks = after + 2 * row;
  const first = states;
  clearRow(first, pitch);
  enter(first, pitch, true, 0);
  if (!grad) fence(first + row, pitch);
  let x = logits;
  for (let t = 0; t < time; t++) {
    const peak = largest(x, classes);
    const total = sumOfExps(x, peak, grad ? grad + <usize>t * stride : 0, classes);
    // NaN, +∞, or −∞ only.
    if (!(total > 0 && total < Infinity)) return spoil(loss, NaN, grad, time * classes);
    const inverse = <f32>(1 / total);
    let next = states + row;
    if (grad) {
      store<f32>(peaks + (<usize>t << 3), peak);
      store<f32>(peaks + (<usize>t << 3), inverse, 4);
      fence(next, pitch);
    } else if (states != first) next = first;
    forth(states, next, x, peak, inverse, blank, ids, differs, pitch);
    states = next;
    x += stride;
  }
  const end = states + 16 + (<usize>count << 2);
  // The last label and the blank behind it.
  const le = load<f32>(end + pitch - 4);
  const be = load<f32>(end + 3 * pitch);
  const top = max(le, be);
  const m = load<f32>(end - 4) * power1(le - top) + load<f32>(end + 2 * pitch) * power1(be - top);
  if (!(m > 0)) return spoil(loss, zero ? 0 : Infinity, grad, time * classes, zero);
  // 0 − x, so that it is never −0.
  store<f32>(loss, <f32>(0 - (<f64>log1(m) + 0.6931471805599453 * <f64>top)));
  if (grad === 0) return;
  const weighed = after + row;
  clearRow(after, pitch);
  clearRow(weighed, pitch);
  enter(after, pitch, true, count);
  if (count > 0) enter(after, pitch, false, count - 1);
  for (let t = time - 1; t >= 0; t--) {
    x -= stride;
    const peak = load<f32>(peaks + (<usize>t << 3));
    const inverse = load<f32>(peaks + (<usize>t << 3), 4);
    const own = grad + <usize>t * stride;
    scaleAll(factor * inverse, own, own, classes);
    const blanks = posterior(states, after, shares, pitch, top, factor / m);
    const at = own + (<usize>blank << 2);
    store<f32>(at, load<f32>(at) - blanks);
    for (let i: usize = 0; i < <usize>count << 2; i += 4) {
      const place = own + load<u32>(ids + i);
      store<f32>(place, load<f32>(place) - load<f32>(shares + i));
    }
    states -= row;
    if (t === 0) break;
    weigh(after, weighed, x, peak, inverse, blank, ids, pitch);
    back(weighed, after, differs, pitch);
  }
}

/** A loss without a path, and its gradient. */
function spoil(loss: usize, value: f32, grad: usize, size: i32, zero: bool = false): void {
  store<f32>(loss, value);
  if (!grad) return;
  const each: f32 = zero ? 0 : NaN;
  for (; size > 0; size--) {
    store<f32>(grad, each);
    grad += 4;
  }
}

function power1(d: f32): f32 {
  return f32x4.extract_lane(power(f32x4.splat(d)), 0);
}

/** factor times the probability of each label's state, given the labels; and the sum of the blanks'. */
function posterior(before: usize, after: usize, shares: usize, pitch: usize, top: f32, factor: f32): f32 {
  const tops = f32x4.splat(top);
  const factors = f32x4.splat(factor);
  let blanks = f32x4.splat(0);
  before += 16;
  after += 16;
  for (const end = before + pitch - 16; before < end; before += 16) {
    const le = f32x4.add(v128.load(before + pitch), v128.load(after + pitch));
    const lm = f32x4.mul(v128.load(before), v128.load(after));
    v128.store(shares, f32x4.mul(f32x4.mul(lm, power(f32x4.sub(le, tops))), factors));
    const be = f32x4.add(v128.load(before + 3 * pitch), v128.load(after + 3 * pitch));
    const bm = f32x4.mul(v128.load(before + 2 * pitch), v128.load(after + 2 * pitch));
    blanks = f32x4.add(blanks, f32x4.mul(bm, power(f32x4.sub(be, tops))));
    after += 16;
    shares += 16;
  }
  return <f32>sumLanes(f32x4.mul(blanks, factors));
}
