import { detach, where } from '@dl/core';
import { addressesOf, addressOf, allocate, kernelsOf, op, scratch } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { ATTENTION, type AttentionKernels } from './generated/wasm';
import { type Adjustments, firstOf, headsArguments } from './heads-arguments';
import { HIDDEN } from './mask';
import { headPlaces, type Places, packedPlaces } from './places';
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

/**
 * Attention of queries, keys and values wherever they lie, into a tensor of this shape; no gradient is recorded. Inputs, places
 * and the plan, which drops nothing, have been checked.
 */
export function attendPlaces(
  kernels: AttentionKernels,
  inputs: Inputs,
  places: Places,
  plan: Plan,
  shape: readonly number[],
): tf.Tensor {
  return withMasks(plan, (masks) => {
    const y = allocate(shape);
    write({ kernels, plan, masks, places }, inputs, y, undefined);
    return y;
  });
}

/** Tensors that the plan adds to scores, or that hide them. */
type Masks = Pick<Adjustments, 'bias' | 'hidden'>;

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

/** With what the plan has as numbers, for as long as kernels run. */
function withAdjustments(
  { mask, alibi }: Plan,
  masks: Masks,
  run: (own: Adjustments) => void,
): void {
  const lengths = mask.lengths && tf.tensor1d(mask.lengths, 'int32');
  const slopes = alibi && tf.tensor1d(alibi as number[]);
  run({ ...masks, lengths, slopes });
  lengths?.dispose();
  slopes?.dispose();
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

function forward(run: Run, inputs: Inputs, shape: readonly number[]): [tf.Tensor, tf.Tensor] {
  const { batch, heads, queries } = run.plan.sizes;
  const y = allocate(shape);
  const lse = allocate([batch, heads, queries]);
  write(run, inputs, y, lse);
  return [y, lse];
}

/** Writes the output, and what the way back needs of each query's sum where it is asked for. */
function write(
  { kernels, plan, masks, places }: Run,
  { q, k, v }: Inputs,
  y: tf.Tensor,
  lse: tf.Tensor | undefined,
): void {
  const { batch, heads, queries, keys, depth, valueDepth } = plan.sizes;
  const room = scratch(kernels.attendForwardScratch(queries, keys, depth, valueDepth));
  const at = addressesOf({ q, k, v, y, lse });
  withAdjustments(plan, masks, (own) => {
    kernels.attendHeads(headsArguments(batch * heads, room, plan, places, at, own));
  });
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
  const { batch, kvHeads, queries, keys, depth, valueDepth } = plan.sizes;
  const room = scratch(kernels.attendBackwardScratch(queries, keys, depth, valueDepth));
  const dbias = bias && plan.bias ? tf.zeros(bias.shape) : undefined;
  const at = addressesOf({ q, k, v, y, lse });
  const to = addressesOf({ dy, dq: gradients.q, dk: gradients.k, dv: gradients.v, dbias });
  // Gradients are added to: a key gets what each tile of queries gives, and each query head of its group.
  for (const x of new Set([gradients.q, gradients.k, gradients.v])) {
    kernels.attendClear(addressOf(x), 4 * x.size);
  }
  withAdjustments(plan, { bias, hidden }, (own) => {
    kernels.attendHeadsBackward({
      ...headsArguments(batch * kvHeads, room, plan, places, at, own),
      dout: firstOf(to.dy, places.out),
      dq: firstOf(to.dq, places.q),
      dk: firstOf(to.dk, places.k),
      dv: firstOf(to.dv, places.v),
      dbias: to.dbias,
    });
  });
  return dbias;
}
