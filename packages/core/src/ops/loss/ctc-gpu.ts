import * as tf from '@tensorflow/tfjs-core';
import { ROW_SUMS, threadsOfRow } from '../../gpu/row-sums';
import { runProgram } from '../../gpu/run-program';
import { op } from '../../tape/op';
import { isTaping } from '../../tape/record';
import { SCALED } from './ctc-gpu-scaled';
import type { CtcInput } from './ctc-input';

/** `ctcLoss` by programs, with nothing read back. */
export function ctcOnGpu(input: CtcInput): tf.Tensor {
  const { logits, factors } = input;
  const kept: { gradient?: tf.Tensor | undefined } = {};
  const y = op(
    'CtcLoss',
    { logits },
    {
      forward: () => {
        const [losses, gradient] = tf.tidy(() => rowsOf(input, isTaping(1)));
        kept.gradient = gradient;
        return losses;
      },
      save: () => ({ gradient: kept.gradient as tf.Tensor }),
      gradients: (dy, { gradient }) => ({
        logits: () =>
          tf.tidy(() => tf.mul(gradient, factors === undefined ? tf.reshape(dy, [-1, 1, 1]) : dy)),
      }),
    },
  );
  kept.gradient?.dispose();
  return y;
}

/** The loss, or the losses, and the gradient at the logits where it is asked for. */
function rowsOf(input: CtcInput, withGradient: boolean): [tf.Tensor, tf.Tensor | undefined] {
  const { logits, times, counts } = input;
  const [batch, time, classes] = logits.shape;
  const factors = tf.tensor1d(input.factors ?? new Float32Array(batch).fill(1));
  const lengths = tf.tensor1d(Int32Array.from([...times, ...counts]), 'int32');
  // What is empty is not bound.
  const labels = input.labels.size > 0 ? input.labels : tf.zeros([batch, 1], 'int32');
  const { frames } = runProgram({
    key: 'ctc/frames',
    reads: { logits },
    makes: { frames: { shape: [batch, time, 2] } },
    ints: { rows: batch * time, classes },
    groups: batch * time,
    threads: threadsOfRow(classes),
    code: framesCode,
  });
  const most = labels.shape[1] as number;
  const size = 2 * most + 1;
  const rows = withGradient ? time + 1 : 2;
  const { losses, kinds, states } = runProgram({
    key: `ctc/states/${withGradient}`,
    reads: { logits, labels, lengths, frames },
    makes: {
      losses: { shape: [batch] },
      kinds: { shape: [batch] },
      states: { shape: [batch, rows, size, 2] },
      after: { shape: [batch, 2, size, 2] },
    },
    ints: {
      ...{ batch, time, classes, most, size, rows },
      blank: input.blank,
      zero: Number(input.zeroInfinity),
    },
    floats: { infinity: Number.POSITIVE_INFINITY, invalid: Number.NaN },
    groups: batch,
    threads: threadsOfRow(size),
    code: () => statesCode(withGradient),
  });
  const loss = input.factors === undefined ? losses : tf.sum(tf.mul(losses, factors));
  if (!withGradient) return [loss, undefined];
  const { gradient } = runProgram({
    key: 'ctc/gradient',
    reads: { logits, labels, lengths, frames, kinds, factors, states },
    makes: { gradient: { shape: logits.shape } },
    ints: { ...{ batch, time, classes, most, size, rows }, blank: input.blank },
    floats: { invalid: Number.NaN },
    groups: batch * time,
    threads: threadsOfRow(classes),
    code: gradientCode,
  });
  return [loss, gradient];
}

/** The largest logit of each frame and 1 / Σ e^(logit − it): 0 where there is none. */
const framesCode = () => `${ROW_SUMS}
fn main(group : i32, thread : i32) {
  if (group >= ints.rows) { return; }
  let first = group * ints.classes;
  var most = -3.4028234e38;
  for (var i = thread; i < ints.classes; i += THREADS) { most = larger(most, logits[first + i]); }
  let peak = mostOf(thread, most);
  var own = 0.0;
  for (var i = thread; i < ints.classes; i += THREADS) { own += exp(logits[first + i] - peak); }
  let total = sumOf(thread, own);
  if (thread > 0) { return; }
  let valid = !isnan(peak) && abs(peak) <= 3.4028234e38 && total > 0.0 && total <= 3.4028234e38;
  frames[2 * group] = peak;
  frames[2 * group + 1] = select(0.0, 1.0 / total, valid);
}`;

/**
 * The loss of each row, by a group each; with the gradient each state's probability in each frame, given the labels, where its
 * mantissa was. A kind is 1 where the gradient is 0, and 2 where it is NaN.
 */
const statesCode = (withGradient: boolean) => `${ROW_SUMS}${SCALED}
fn readState(at : i32) -> Scaled { return Scaled(states[2 * at], states[2 * at + 1]); }
fn writeState(at : i32, own : Scaled) { states[2 * at] = own.m; states[2 * at + 1] = own.e; }
fn readAfter(at : i32) -> Scaled { return Scaled(after[2 * at], after[2 * at + 1]); }
fn writeAfter(at : i32, own : Scaled) { after[2 * at] = own.m; after[2 * at + 1] = own.e; }

fn classAt(row : i32, s : i32) -> i32 {
  if (s % 2 == 0) { return ints.blank; }
  return labels[row * ints.most + s / 2];
}
fn skips(row : i32, s : i32) -> bool {
  return s % 2 == 1 && s > 1 && classAt(row, s) != classAt(row, s - 2);
}
// The probability of a state's class in a frame; 0 of a label that is none.
fn chance(row : i32, t : i32, s : i32) -> Scaled {
  let class_ = classAt(row, s);
  if (class_ < 0 || class_ >= ints.classes || (s % 2 == 1 && class_ == ints.blank)) { return NEVER; }
  let frame = row * ints.time + t;
  let own = expOf(logits[frame * ints.classes + class_] - frames[2 * frame]);
  return Scaled(own.m * frames[2 * frame + 1], own.e);
}

fn main(group : i32, thread : i32) {
  if (group >= ints.batch) { return; }
  let time = lengths[group];
  let count = lengths[ints.batch + group];
  let size = 2 * count + 1;
  var bad = 0.0;
  for (var t = thread; t < time; t += THREADS) {
    if (frames[2 * (group * ints.time + t) + 1] == 0.0) { bad = 1.0; }
  }
  bad = sumOf(thread, bad);
  let base = group * ints.rows * ints.size;
  for (var s = thread; s < size; s += THREADS) {
    if (s == 0) { writeState(base + s, CERTAIN); } else { writeState(base + s, NEVER); }
  }
  storageBarrier();
  workgroupBarrier();
  for (var t = 0; t < time; t++) {
    let row = base + ${withGradient ? 't' : '(t % 2)'} * ints.size;
    let next = base + ${withGradient ? '(t + 1)' : '((t + 1) % 2)'} * ints.size;
    for (var s = thread; s < size; s += THREADS) {
      var sum = readState(row + s);
      if (s > 0) { sum = plus(sum, readState(row + s - 1)); }
      if (skips(group, s)) { sum = plus(sum, readState(row + s - 2)); }
      writeState(next + s, times(sum, chance(group, t, s)));
    }
    storageBarrier();
    workgroupBarrier();
  }
  let end = base + ${withGradient ? 'time' : '(time % 2)'} * ints.size + 2 * count;
  var whole = readState(end);
  if (count > 0) { whole = plus(whole, readState(end - 1)); }
  if (thread == 0) {
    let loss = 0.0 - (log(whole.m) + 0.6931472 * whole.e);
    let none = select(floats.infinity, 0.0, ints.zero == 1);
    losses[group] = select(select(loss, none, !(whole.m > 0.0)), floats.invalid, bad > 0.0);
    let kind = select(2.0, 1.0, ints.zero == 1);
    kinds[group] = select(select(0.0, kind, !(whole.m > 0.0)), 2.0, bad > 0.0);
  }
  ${withGradient ? BACKWARD : ''}
}`;

/** What follows each state, frame by frame from the last: in the first row of `after`, and in the second times the chance of the frame. */
const BACKWARD = `
  let own = group * 2 * ints.size;
  let weighed = own + ints.size;
  for (var s = thread; s < size; s += THREADS) {
    if (s >= size - 2) { writeAfter(own + s, CERTAIN); } else { writeAfter(own + s, NEVER); }
  }
  storageBarrier();
  workgroupBarrier();
  for (var t = time - 1; t >= 0; t--) {
    for (var s = thread; s < size; s += THREADS) {
      let at = base + (t + 1) * ints.size + s;
      let before = readState(at);
      let behind = readAfter(own + s);
      let share = before.m * behind.m * power(before.e + behind.e - whole.e) / whole.m;
      writeState(at, Scaled(share, before.e));
      writeAfter(weighed + s, times(behind, chance(group, t, s)));
    }
    storageBarrier();
    workgroupBarrier();
    for (var s = thread; s < size; s += THREADS) {
      var sum = readAfter(weighed + s);
      if (s + 1 < size) { sum = plus(sum, readAfter(weighed + s + 1)); }
      if (s + 2 < size && skips(group, s + 2)) { sum = plus(sum, readAfter(weighed + s + 2)); }
      writeAfter(own + s, times(sum, CERTAIN));
    }
    storageBarrier();
    workgroupBarrier();
  }`;

/** softmax less the shares of the states of each class, by a group a frame. */
const gradientCode = () => `${ROW_SUMS}
fn main(group : i32, thread : i32) {
  if (group >= ints.batch * ints.time) { return; }
  let row = group / ints.time;
  let t = group % ints.time;
  let first = group * ints.classes;
  let kind = kinds[row];
  let isOver = t >= lengths[row];
  if (isOver || kind > 0.5) {
    let value = select(0.0, floats.invalid, !isOver && kind > 1.5);
    for (var i = thread; i < ints.classes; i += THREADS) { gradient[first + i] = value; }
    return;
  }
  let count = lengths[ints.batch + row];
  let base = 2 * ((row * ints.rows + t + 1) * ints.size);
  var own = 0.0;
  for (var i = thread; i <= count; i += THREADS) { own += states[base + 4 * i]; }
  let blanks = sumOf(thread, own);
  for (var i = thread; i < ints.classes; i += THREADS) {
    let share = select(0.0, blanks, i == ints.blank);
    let chance = exp(logits[first + i] - frames[2 * group]) * frames[2 * group + 1];
    gradient[first + i] = factors[row] * (chance - share);
  }
  storageBarrier();
  workgroupBarrier();
  // Of equal labels the first adds up all: the order of the sum is fixed.
  for (var i = thread; i < count; i += THREADS) {
    let label = labels[row * ints.most + i];
    var sum = 0.0;
    var isFirst = label >= 0 && label < ints.classes;
    for (var j = 0; j < count && isFirst; j++) {
      if (labels[row * ints.most + j] != label) { continue; }
      if (j < i) { isFirst = false; } else { sum += states[base + 4 * j + 2]; }
    }
    if (isFirst) { gradient[first + label] -= factors[row] * sum; }
  }
}`;
