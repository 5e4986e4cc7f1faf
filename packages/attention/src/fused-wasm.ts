import { detach, where } from '@dl/core';
import {
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
import { argumentsOf, costOf, type Head, headsOf } from './head-arguments';
import { HIDDEN } from './mask';
import { headPlaces, type Places, packedPlaces, placeOf } from './places';
import type { Plan } from './plan';
import { outputShape } from './sizes';

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
  return withMasks(plan, (masks) => {
    const run: Run = { kernels, plan, masks, places: headPlaces(plan.sizes) };
    const shape = outputShape(plan.sizes);
    const [output, lse] = op(
      'Attention',
      { q, k, v, bias: masks.bias },
      {
        forward: () => forward(run, { q, k, v }, shape),
        save: ([y, sums]) => ({ q, k, v, y, lse: sums, bias: masks.bias, hidden: masks.hidden }),
        gradients: ([dy], saved) => {
          const [dq, dk, dv] = [allocate(q.shape), allocate(k.shape), allocate(v.shape)];
          const to = { q: dq, k: dk, v: dv };
          const dbias = backward(run, dy as tf.Tensor, saved, to);
          return { q: () => dq, k: () => dk, v: () => dv, bias: dbias && (() => dbias) };
        },
      },
    );
    lse?.dispose();
    return output;
  });
}

/**
 * As `wasmAttention`, of queries, keys and values side by side as one product makes them, [batch, time, (heads + 2 kvHeads) depth]:
 * the kernels read them where they lie, and write the heads of the output side by side, [batch, time, heads depth].
 */
export function wasmPackedAttention(qkv: tf.Tensor, plan: Plan): tf.Tensor | undefined {
  const kernels = kernelsOf(ATTENTION);
  if (kernels === undefined) return undefined;
  return withMasks(plan, (masks) => {
    const { batch, queries, heads, depth } = plan.sizes;
    const run: Run = { kernels, plan, masks, places: packedPlaces(plan.sizes) };
    const shape = [batch, queries, heads * depth];
    const of = (x: tf.Tensor) => ({ q: x, k: x, v: x });
    const [output, lse] = op(
      'Attention',
      { qkv, bias: masks.bias },
      {
        forward: () => forward(run, of(qkv), shape),
        save: ([y, sums]) => ({ qkv, y, lse: sums, bias: masks.bias, hidden: masks.hidden }),
        gradients: ([dy], saved) => {
          const dqkv = allocate(qkv.shape);
          const all = { ...saved, ...of(saved.qkv) };
          const dbias = backward(run, dy as tf.Tensor, all, of(dqkv));
          return { qkv: () => dqkv, bias: dbias && (() => dbias) };
        },
      },
    );
    lse?.dispose();
    return output;
  });
}

/** Tensors that the plan adds to scores, or that hide them. */
interface Masks {
  readonly bias: tf.Tensor | undefined;
  readonly hidden: tf.Tensor | undefined;
}

function withMasks<T>({ mask, bias }: Plan, run: (masks: Masks) => T): T {
  // A mask that is added is a bias; its gradient is not asked for.
  const added = mask.tensor?.dtype === 'float32' ? mask.tensor : undefined;
  const hidden = added === undefined ? mask.tensor : undefined;
  const both = added && bias && withMask(bias, added);
  try {
    return run({ bias: both ?? bias ?? added, hidden });
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
  readonly masks: Masks;
  readonly places: Places;
}

/** Queries, keys and values: three tensors, or one three times. */
interface Inputs {
  readonly q: tf.Tensor;
  readonly k: tf.Tensor;
  readonly v: tf.Tensor;
}

function forward(
  { kernels, plan, masks, places }: Run,
  inputs: Inputs,
  shape: readonly number[],
): [tf.Tensor, tf.Tensor] {
  const { batch, heads, queries, keys, depth, valueDepth } = plan.sizes;
  const room = scratch(kernels.attendForwardScratch(queries, keys, depth, valueDepth));
  const y = allocate(shape);
  const lse = allocate([batch, heads, queries]);
  const at = {
    ...addressesOf(inputs as Readonly<Record<keyof Inputs, tf.Tensor>>),
    ...addressesOf({ y, lse }),
  };
  together(costOf(plan.sizes), (call) => {
    for (const head of headsOf(plan, masks.bias, masks.hidden)) {
      call(kernels.attendForward, { ...argumentsOf(plan, places, at, head), scratch: room });
    }
  });
  return [y, lse];
}

/** What the way back needs. */
interface Saved extends Inputs {
  readonly y: tf.Tensor;
  readonly lse: tf.Tensor;
  readonly bias: tf.Tensor | undefined;
  readonly hidden: tf.Tensor | undefined;
}

/** Writes the gradients of q, k and v, which lie as those; gives that of the bias, where it is no mask. */
function backward(
  { kernels, plan, places }: Run,
  dy: tf.Tensor,
  { q, k, v, y, lse, bias, hidden }: Saved,
  gradients: Inputs,
): tf.Tensor | undefined {
  const { sizes } = plan;
  const { queries, keys, depth, valueDepth, heads, kvHeads } = sizes;
  const room = scratch(kernels.attendBackwardScratch(queries, keys, depth, valueDepth));
  const dbias = bias && plan.bias ? tf.zeros(bias.shape) : undefined;
  const at = addressesOf({ q, k, v, y, lse });
  const to = addressesOf({ dy, dq: gradients.q, dk: gradients.k, dv: gradients.v });
  const dbiasAt = dbias ? addressOf(dbias) - addressOf(bias as tf.Tensor) : 0;
  // Gradients are added to: a key gets what each tile of queries gives, and each query head of its group.
  for (const x of new Set([gradients.q, gradients.k, gradients.v])) {
    kernels.attendClear(addressOf(x), 4 * x.size);
  }
  const all = [...headsOf(plan, bias, hidden)];
  const argumentsBack = (head: Head) => ({
    ...argumentsOf(plan, places, at, head),
    scratch: room,
    dout: placeOf(to.dy, places.out, head.batch, head.query),
    dq: placeOf(to.dq, places.q, head.batch, head.query),
    dk: placeOf(to.dk, places.k, head.batch, head.key),
    dv: placeOf(to.dv, places.v, head.batch, head.key),
    dbias: dbias ? behind(head.bias, dbiasAt) : NOWHERE,
  });
  if (dbias !== undefined) {
    // Heads may share a bias.
    for (const head of all) kernels.attendBackward(argumentsBack(head));
    return dbias;
  }
  // The heads that share keys one after the other.
  const group = heads / kvHeads;
  for (let first = 0; first < group; first++) {
    together((2.5 * costOf(sizes)) / group, (call) => {
      for (let i = first; i < all.length; i += group) {
        call(kernels.attendBackward, argumentsBack(all[i] as Head));
      }
    });
  }
  return undefined;
}
