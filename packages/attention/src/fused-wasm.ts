import { detach, where } from '@dl/core';
import {
  type Address,
  addressesOf,
  addressOf,
  allocate,
  behind,
  kernelsOf,
  NOWHERE,
  op,
  scratch,
  together,
} from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { ATTENTION, type AttentionKernels } from './generated/wasm';
import { HIDDEN } from './mask';
import type { Plan } from './plan';
import { outputShape, type Sizes } from './sizes';
import { stridesOf } from './strides';

/**
 * Attention by a kernel, forward and backward, without the matrix of weights; undefined where the running backend has no
 * such kernel. Inputs have been checked; nothing is dropped, and no gradient is taken of a gradient.
 */
export function wasmAttention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  plan: Plan,
): tf.Tensor | undefined {
  const kernels = kernelsOf(ATTENTION);
  if (kernels === undefined) return undefined;
  const { mask } = plan;
  // A mask that is added is a bias; its gradient is not asked for.
  const added = mask.tensor?.dtype === 'float32' ? mask.tensor : undefined;
  const hidden = added === undefined ? mask.tensor : undefined;
  const both = added && plan.bias && withMask(plan.bias, added);
  const bias = both ?? plan.bias ?? added;
  const run: Run = { kernels, plan };
  try {
    const [output, lse] = op(
      'Attention',
      { q, k, v, bias },
      {
        forward: () => forward(run, q, k, v, bias, hidden),
        save: ([y, sums]): Saved => ({ q, k, v, y, lse: sums, bias, hidden }),
        gradients: ([dy], saved) => backward(run, dy as tf.Tensor, saved, plan.bias !== undefined),
      },
    );
    lse?.dispose();
    return output;
  } finally {
    both?.dispose();
  }
}

/** A bias with a mask that is added, to which no gradient flows; what either hides stays hidden, whatever the other is. */
function withMask(bias: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const hides = (x: tf.Tensor) => tf.lessEqual(detach(x), HIDDEN);
    const hidden = tf.logicalOr(hides(bias), hides(mask));
    return where(hidden, tf.scalar(HIDDEN), tf.add(bias, detach(mask)));
  });
}

/** What the kernels of one attention are told. */
interface Run {
  readonly kernels: AttentionKernels;
  readonly plan: Plan;
}

function forward(
  run: Run,
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  bias: tf.Tensor | undefined,
  hidden: tf.Tensor | undefined,
): [tf.Tensor, tf.Tensor] {
  const { kernels, plan } = run;
  const { batch, heads, queries, keys, depth, valueDepth } = plan.sizes;
  const room = scratch(kernels.attendForwardScratch(queries, keys, depth, valueDepth));
  const y = allocate(outputShape(plan.sizes));
  const lse = allocate([batch, heads, queries]);
  const at = addressesOf({ q, k, v, y, lse });
  together(costOf(plan.sizes), (call) => {
    for (const head of headsOf(plan, bias, hidden)) {
      call(kernels.attendForward, { ...argumentsOf(plan.sizes, at, head, plan), scratch: room });
    }
  });
  return [y, lse];
}

/** Multiplications a nanosecond, on one thread. */
const SPEED = 15;

/** Nanoseconds that attention takes forward, all heads on one thread. */
function costOf({ batch, heads, queries, keys, depth, valueDepth }: Sizes): number {
  return (batch * heads * queries * keys * (depth + valueDepth)) / SPEED;
}

/** What the way back needs. */
interface Saved extends Readonly<Record<'q' | 'k' | 'v' | 'y' | 'lse', tf.Tensor>> {
  readonly bias: tf.Tensor | undefined;
  readonly hidden: tf.Tensor | undefined;
  readonly [name: string]: tf.Tensor | undefined;
}

/** Gradients of q, k and v, and of the bias if `ofBias`, where it is no mask. */
function backward(
  { kernels, plan }: Run,
  dy: tf.Tensor,
  { q, k, v, y, lse, bias, hidden }: Saved,
  ofBias: boolean,
) {
  const { queries, keys, depth, valueDepth } = plan.sizes;
  const room = scratch(kernels.attendBackwardScratch(queries, keys, depth, valueDepth));
  const [dq, dk, dv] = [allocate(q.shape), allocate(k.shape), allocate(v.shape)];
  const dbias = bias && ofBias ? tf.zeros(bias.shape) : undefined;
  const at = addressesOf({ q, k, v, y, lse });
  const to = addressesOf({ dy, dq, dk, dv });
  const dbiasAt = dbias ? addressOf(dbias) - addressOf(bias as tf.Tensor) : 0;
  // Gradients are added to: a key gets what each tile of queries gives, and each query head of its group.
  for (const [d, at0] of [
    [dq, to.dq],
    [dk, to.dk],
    [dv, to.dv],
  ] as const) {
    kernels.attendClear(at0, 4 * d.size);
  }
  const { heads, kvHeads } = plan.sizes;
  const group = heads / kvHeads;
  const all = [...headsOf(plan, bias, hidden)];
  const backOf = (head: Head) => {
    const { query, key } = head;
    return {
      ...argumentsOf(plan.sizes, at, head, plan),
      scratch: room,
      dout: behind(to.dy, 4 * query * queries * valueDepth),
      dq: behind(to.dq, 4 * query * queries * depth),
      dk: behind(to.dk, 4 * key * keys * depth),
      dv: behind(to.dv, 4 * key * keys * valueDepth),
      dbias: dbias ? behind(head.bias, dbiasAt) : NOWHERE,
    };
  };
  if (dbias !== undefined) {
    // Heads may share a bias.
    for (const head of all) kernels.attendBackward(backOf(head));
  } else {
    // The heads that share keys one after the other.
    for (let first = 0; first < group; first++) {
      together((2.5 * costOf(plan.sizes)) / group, (call) => {
        for (let i = first; i < all.length; i += group) {
          call(kernels.attendBackward, backOf(all[i] as Head));
        }
      });
    }
  }
  return { q: () => dq, k: () => dk, v: () => dv, bias: dbias && (() => dbias) };
}

/** One head of one row of the batch. */
interface Head {
  /** Which head of queries it is, over the whole batch. */
  readonly query: number;
  /** Which head of keys. */
  readonly key: number;
  /** How many keys it has. */
  readonly keys: number;
  readonly slope: number;
  /** Addresses and steps, 0 for none. */
  readonly bias: Address;
  readonly biasSteps: readonly [row: number, step: number];
  readonly mask: Address;
  readonly maskSteps: readonly [row: number, step: number];
}

function* headsOf(
  plan: Plan,
  bias: tf.Tensor | undefined,
  hidden: tf.Tensor | undefined,
): Iterable<Head> {
  const { sizes, alibi, mask } = plan;
  const { batch, heads, kvHeads, keys } = sizes;
  const ofBias = stridesOf(bias, sizes);
  const ofMask = stridesOf(hidden, sizes);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      yield {
        query: b * heads + h,
        key: b * kvHeads + Math.floor((h * kvHeads) / heads),
        keys: mask.lengths?.[b] ?? keys,
        slope: alibi?.[h] ?? 0,
        bias: bias ? behind(addressOf(bias), 4 * (b * ofBias[0] + h * ofBias[1])) : NOWHERE,
        biasSteps: [ofBias[2], ofBias[3]],
        mask: hidden ? behind(addressOf(hidden), b * ofMask[0] + h * ofMask[1]) : NOWHERE,
        maskSteps: [ofMask[2], ofMask[3]],
      };
    }
  }
}

/** What both kernels are told of one head. */
function argumentsOf(
  { queries, keys, depth, valueDepth }: Sizes,
  { q, k, v, y, lse }: Readonly<Record<'q' | 'k' | 'v' | 'y' | 'lse', Address>>,
  { query, key, slope, bias, biasSteps, mask: maskAt, maskSteps, keys: ownKeys }: Head,
  { scale, mask }: Plan,
) {
  return {
    queries,
    keys: ownKeys,
    depth,
    valueDepth,
    q: behind(q, 4 * query * queries * depth),
    rowQ: depth,
    k: behind(k, 4 * key * keys * depth),
    rowK: depth,
    v: behind(v, 4 * key * keys * valueDepth),
    rowV: valueDepth,
    out: behind(y, 4 * query * queries * valueDepth),
    rowOut: valueDepth,
    lse: behind(lse, 4 * query * queries),
    scale,
    causal: mask.causal,
    window: mask.window,
    offset: mask.offset,
    slope,
    bias,
    biasRow: biasSteps[0],
    biasStep: biasSteps[1],
    mask: maskAt,
    maskRow: maskSteps[0],
    maskStep: maskSteps[1],
  };
}
