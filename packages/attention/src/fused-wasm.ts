import { detach, where } from '@dl/core';
import {
  addressOf,
  allocate,
  type KernelExports,
  kernelsOf,
  runOpMany,
  scratch,
} from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { ATTENTION } from './kernels';
import { HIDDEN } from './mask';
import type { Plan } from './plan';
import { outputShape, type Sizes } from './sizes';
import { stepsOf } from './steps';

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
    const [output, lse] = runOpMany(
      'Attention',
      bias ? [q, k, v, bias] : [q, k, v],
      () => forward(run, q, k, v, bias, hidden),
      ([y, sums]) => [
        q,
        k,
        v,
        y as tf.Tensor,
        sums as tf.Tensor,
        ...[bias, hidden].filter((x) => x !== undefined),
      ],
      ([dy], saved) => {
        const grads = backward(
          run,
          dy as tf.Tensor,
          saved,
          bias !== undefined,
          plan.bias !== undefined,
        );
        return grads.map((gradient) => gradient && (() => gradient));
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
  readonly kernels: KernelExports;
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
  const room = scratch(kernels.attendForwardScratch?.(queries, keys, depth, valueDepth) as number);
  const y = allocate(outputShape(plan.sizes));
  const lse = allocate([batch, heads, queries]);
  const at = [q, k, v, y, lse].map(addressOf) as [number, number, number, number, number];
  for (const head of headsOf(plan, bias, hidden)) {
    kernels.attendForward?.(...argumentsOf(plan.sizes, at, head, plan), room);
  }
  return [y, lse];
}

/** Gradients of q, k, v and, if there is one, of the bias: undefined where it is a mask. */
function backward(
  { kernels, plan }: Run,
  dy: tf.Tensor,
  saved: readonly tf.Tensor[],
  hasBias: boolean,
  ofBias: boolean,
): (tf.Tensor | undefined)[] {
  const [q, k, v, y, lse] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const more = saved.slice(5);
  const bias = hasBias ? more[0] : undefined;
  const hidden = more[hasBias ? 1 : 0];
  const { queries, keys, depth, valueDepth } = plan.sizes;
  const room = scratch(kernels.attendBackwardScratch?.(queries, keys, depth, valueDepth) as number);
  const [dq, dk, dv] = [q, k, v].map((x) => allocate(x.shape)) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const dbias = bias && ofBias ? tf.zeros(bias.shape) : undefined;
  const at = [q, k, v, y, lse].map(addressOf) as [number, number, number, number, number];
  const to = [dy, dq, dk, dv].map(addressOf) as [number, number, number, number];
  const dbiasAt = dbias ? addressOf(dbias) - addressOf(bias as tf.Tensor) : 0;
  let cleared = -1;
  for (const head of headsOf(plan, bias, hidden)) {
    const { query, key } = head;
    const ofHead = {
      dy: to[0] + 4 * query * queries * valueDepth,
      dq: to[1] + 4 * query * queries * depth,
      dk: to[2] + 4 * key * keys * depth,
      dv: to[3] + 4 * key * keys * valueDepth,
      dbias: dbias ? head.bias + dbiasAt : 0,
    };
    // Gradients are added to: a key gets what each tile of queries gives, and each query head of its group.
    kernels.attendClear?.(ofHead.dq, 4 * queries * depth);
    if (key !== cleared) {
      kernels.attendClear?.(ofHead.dk, 4 * keys * depth);
      kernels.attendClear?.(ofHead.dv, 4 * keys * valueDepth);
      cleared = key;
    }
    kernels.attendBackward?.(
      ...argumentsOf(plan.sizes, at, head, plan),
      room,
      ...Object.values(ofHead),
    );
  }
  return hasBias ? [dq, dk, dv, dbias] : [dq, dk, dv];
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
  readonly bias: number;
  readonly biasSteps: readonly [row: number, step: number];
  readonly mask: number;
  readonly maskSteps: readonly [row: number, step: number];
}

function* headsOf(
  plan: Plan,
  bias: tf.Tensor | undefined,
  hidden: tf.Tensor | undefined,
): Iterable<Head> {
  const { sizes, alibi, mask } = plan;
  const { batch, heads, kvHeads, keys } = sizes;
  const ofBias = stepsOf(bias, sizes);
  const ofMask = stepsOf(hidden, sizes);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      yield {
        query: b * heads + h,
        key: b * kvHeads + Math.floor((h * kvHeads) / heads),
        keys: mask.lengths?.[b] ?? keys,
        slope: alibi?.[h] ?? 0,
        bias: bias ? addressOf(bias) + 4 * (b * ofBias[0] + h * ofBias[1]) : 0,
        biasSteps: [ofBias[2], ofBias[3]],
        mask: hidden ? addressOf(hidden) + b * ofMask[0] + h * ofMask[1] : 0,
        maskSteps: [ofMask[2], ofMask[3]],
      };
    }
  }
}

function argumentsOf(
  { queries, keys, depth, valueDepth }: Sizes,
  [q, k, v, y, lse]: readonly [number, number, number, number, number],
  head: Head,
  { scale, mask }: Plan,
): number[] {
  const { query, key } = head;
  return [
    queries,
    head.keys,
    depth,
    valueDepth,
    q + 4 * query * queries * depth,
    depth,
    k + 4 * key * keys * depth,
    depth,
    v + 4 * key * keys * valueDepth,
    valueDepth,
    y + 4 * query * queries * valueDepth,
    valueDepth,
    lse + 4 * query * queries,
    scale,
    Number(mask.causal),
    mask.window,
    mask.offset,
    head.slope,
    head.bias,
    ...head.biasSteps,
    head.mask,
    ...head.maskSteps,
  ];
}
