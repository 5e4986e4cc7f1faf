import * as tf from '@tensorflow/tfjs-core';
import { op } from '../../tape/op';
import { logSumExp } from '../activation/log-sum-exp';
import { logSoftmax } from '../activation/softmax';
import { padZeros, takeBlock } from '../kit/block';
import { selectAbove } from '../kit/select-above';
import { hostValues } from '../rows/ids';
import { takeAlongAxis } from '../rows/take-along-axis';
import type { CtcInput } from './ctc-input';

const NEVER = Number.NEGATIVE_INFINITY;

const UNPADDED = [0, 0] as const;

/** The largest float: what is above it is ∞. */
const MOST = 3.4028234663852886e38;

/** `ctcLoss` by ops that have gradients, with the logarithm of each state's probability frame by frame. */
export function ctcComposite(input: CtcInput): tf.Tensor {
  return tf.tidy(() => {
    const { logits, times, zeroInfinity, factors } = input;
    const [batch, time] = logits.shape;
    const { ids, skips, ends, size } = statesOf(input);
    const wide = tf.tile(tf.reshape(ids, [batch, 1, size]), [1, time, 1]);
    const emitted = takeAlongAxis(logSoftmax(heard(input)), wide);
    // Before the first frame: at the first blank, from which the first label is the next.
    let states: tf.Tensor = padZeros(tf.zeros([batch, 1]), [UNPADDED, [0, size - 1]], NEVER);
    for (let t = 0; t < time; t++) {
      const shifted = (by: number) => {
        const width = Math.max(size - by, 0);
        const kept = takeBlock(states, [0, 0], [batch, width]);
        return padZeros(kept, [UNPADDED, [size - width, 0]], NEVER);
      };
      const ways = [states, shifted(1), tf.add(shifted(2), skips)];
      const here = tf.reshape(takeBlock(emitted, [0, t, 0], [batch, 1, size]), [batch, size]);
      const next = tf.add(logSumExp(tf.stack(ways, 2)), here);
      const counts = tf.tensor(
        Array.from(times, (own) => Number(own > t)),
        [batch, 1],
      );
      states = selectAbove(tf.tile(counts, [1, size]), 0, next, states);
    }
    const losses = tf.neg(logSumExp(tf.add(states, ends)));
    const each = selectAbove(losses, MOST, withoutPath(losses, zeroInfinity), losses);
    if (factors === undefined) return each;
    return tf.sum(tf.mul(each, tf.tensor1d(factors)));
  });
}

/** The logits, and 0 in frames that do not count: a NaN there would reach the gradient. */
function heard({ logits, times }: CtcInput): tf.Tensor {
  const [batch, time, classes] = logits.shape;
  const counts = new Float32Array(batch * time);
  times.forEach((own, b) => {
    counts.fill(1, b * time, b * time + own);
  });
  const wide = tf.tile(tf.tensor(counts, [batch, time, 1]), [1, 1, classes]);
  return selectAbove(wide, 0, logits, tf.zeros(logits.shape));
}

/** What losses are where no path is possible. */
function withoutPath(losses: tf.Tensor, zero: boolean): tf.Tensor {
  const { shape } = losses;
  return op(
    'CtcWithoutPath',
    { losses },
    {
      forward: () => tf.fill(shape, zero ? 0 : Number.POSITIVE_INFINITY),
      save: () => ({ losses }),
      // As the kernels have it, of whatever dy.
      gradients: (_, saved) => ({
        losses: () =>
          tf.tidy(() => {
            const none = tf.zeros(shape);
            if (zero) return none;
            return selectAbove(saved.losses, MOST, tf.fill(shape, Number.NaN), none);
          }),
      }),
    },
  );
}

/**
 * The states of each row: its labels with blanks around them, [batch, size]. Of each its class, 0 or −∞ as it may come from the
 * state two before it, and 0 or −∞ as a path may end there.
 */
function statesOf({ labels, counts, blank }: CtcInput) {
  const [batch, most] = labels.shape;
  const values = hostValues(labels);
  if (values === undefined) {
    throw new TypeError(
      'ctcLoss: labels: expected labels that this thread knows for a gradient of a gradient, got some that a GPU computed',
    );
  }
  const size = 2 * most + 1;
  const ids = new Int32Array(batch * size).fill(blank);
  const skips = new Float32Array(batch * size).fill(NEVER);
  const ends = new Float32Array(batch * size).fill(NEVER);
  for (let b = 0; b < batch; b++) {
    const count = counts[b] as number;
    for (let i = 0; i < count; i++) {
      const [at, label] = [b * size + 2 * i + 1, values[b * most + i] as number];
      ids[at] = label;
      if (i > 0 && label !== values[b * most + i - 1]) skips[at] = 0;
    }
    ends[b * size + 2 * count] = 0;
    if (count > 0) ends[b * size + 2 * count - 1] = 0;
  }
  const shape = [batch, size];
  const made = [tf.tensor(skips, shape), tf.tensor(ends, shape)] as const;
  return { ids: tf.tensor(ids, shape, 'int32'), skips: made[0], ends: made[1], size };
}
