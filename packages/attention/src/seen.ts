import { detach } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { HIDDEN, type MaskPlan, visibleKeys } from './mask';
import { broadcastShape, type Sizes } from './sizes';

/** What hides: a mask, and a bias that may. */
export interface Hiding {
  readonly mask: MaskPlan;
  readonly bias?: tf.Tensor | undefined;
}

/** bool, broadcasts to [batch, heads, query, key]: which pairs are seen by rules, tensor and bias; undefined for all. */
export function seenPairs({ mask, bias }: Hiding, sizes: Sizes): tf.Tensor | undefined {
  const parts = [
    seenByRules(mask, sizes),
    seenByTensor(mask.tensor, sizes),
    seenByTensor(bias, sizes),
  ];
  const given = parts.filter((part) => part !== undefined);
  return given.length === 0 ? undefined : given.reduce((a, b) => tf.logicalAnd(a, b));
}

/** What is added hides where it is −1e30 and less; NaN does not hide. */
function seenByTensor(x: tf.Tensor | undefined, sizes: Sizes): tf.Tensor | undefined {
  if (x === undefined) return undefined;
  const own = tf.reshape(detach(x), broadcastShape(x.shape, sizes) as number[]);
  return own.dtype === 'bool' ? own : tf.logicalNot(tf.lessEqual(own, HIDDEN));
}

/** bool [batch or 1, 1, query, key]: what the mask but for its tensor shows; undefined for all. */
function seenByRules(mask: MaskPlan, { batch, queries, keys }: Sizes): tf.Tensor | undefined {
  const { causal, window, lengths } = mask;
  if (!causal && window === 0 && lengths === undefined) return undefined;
  const rows = lengths ? batch : 1;
  const seen = new Uint8Array(rows * queries * keys);
  for (let b = 0; b < rows; b++) {
    for (let i = 0; i < queries; i++) {
      const [first, end] = visibleKeys(mask, b, i, keys);
      const row = (b * queries + i) * keys;
      if (end > first) seen.fill(1, row + first, row + end);
    }
  }
  return tf.tensor(seen, [rows, 1, queries, keys], 'bool');
}
