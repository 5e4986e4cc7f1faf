import {
  GPU_THREADS,
  type GpuUniform,
  gpuLimits,
  op,
  runGpuProgram,
  type Thunk,
} from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { attentionCode, type Extra } from './attention-program';
import { compositeGradients } from './composite-gradients';
import { backwardTile, forwardTile } from './flash-tiles';
import { type FlashExtras, type FlashOutput, flashBackward, flashForward } from './flash-webgpu';
import type { Plan } from './plan';
import { outputShape } from './sizes';
import { stridesOf } from './strides';

// What a register file of a GPU holds: a query and its sum so far are two such rows.
const DEEPEST = 256;

// Of a program of either way, with what tiles of any layout may have.
const PACKED_BUFFERS = 7;

/**
 * Attention by WGSL programs that never hold the matrix of weights: by tiles, in both directions. Where rows of features are no
 * whole vectors of four, or too deep for a tile, a query is a thread's, and the gradient is that of the ops, which hold the
 * matrix; so is that of a bias. Undefined where heads are deeper still. Inputs have been checked.
 */
export function gpuAttention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  plan: Plan,
): tf.Tensor | undefined {
  const { sizes, bias } = plan;
  if (Math.max(sizes.depth, sizes.valueDepth) > DEEPEST) return undefined;
  let stats: tf.Tensor | undefined;
  const y = op(
    'Attention',
    { q, k, v, bias },
    {
      forward: () => {
        const made = tf.tidy(() => flashForward({ q, k, v }, plan, extrasOf(plan)) as never) as
          | FlashOutput
          | undefined;
        stats = made?.stats;
        return made?.output ?? run(q, k, v, plan);
      },
      save: (output) => ({ q, k, v, bias, mask: plan.mask.tensor, stats, output: stats && output }),
      gradients: (dy, saved) => {
        const mask = { ...plan.mask, tensor: saved.mask };
        const own = { ...plan, bias: saved.bias, mask };
        const [dq, dk, dv, dbias] =
          byTiles(saved.q, saved.k, saved.v, dy, saved, own) ??
          compositeGradients(saved.q, saved.k, saved.v, dy, own);
        return { q: thunk(dq), k: thunk(dk), v: thunk(dv), bias: thunk(dbias) };
      },
    },
  );
  stats?.dispose();
  return y;
}

/**
 * The same of queries, keys and values side by side, as one product makes them, [batch, time, (heads + 2 kvHeads) depth] →
 * [batch, time, heads depth]: read and written where they lie. Undefined without tiles for both directions, and for a bias.
 */
export function gpuPackedAttention(qkv: tf.Tensor, plan: Plan): tf.Tensor | undefined {
  const { sizes, mask, bias, alibi } = plan;
  const { shared, buffers } = gpuLimits();
  const extras = [mask.tensor, mask.lengths, alibi].filter((extra) => extra !== undefined).length;
  const possible = forwardTile(sizes, shared) && backwardTile(sizes, shared);
  if (possible === undefined || bias !== undefined || PACKED_BUFFERS + extras > buffers)
    return undefined;
  let stats: tf.Tensor | undefined;
  const y = op(
    'PackedAttention',
    { qkv },
    {
      forward: () => {
        const made = tf.tidy(
          () => flashForward({ qkv }, plan, extrasOf(plan)) as never,
        ) as FlashOutput;
        stats = made.stats;
        return made.output;
      },
      save: (output) => ({ qkv, mask: mask.tensor, stats, output }),
      gradients: (dy, saved) => ({
        qkv: () =>
          tf.tidy(() => {
            const { output } = saved;
            const own = { ...plan, mask: { ...mask, tensor: saved.mask } };
            const kept = { output, stats: saved.stats as tf.Tensor };
            const [dqkv] = flashBackward({ qkv: saved.qkv }, dy, kept, own, extrasOf(own)) ?? [];
            return dqkv as tf.Tensor;
          }),
      }),
    },
  );
  stats?.dispose();
  return y;
}

/** The gradients without the matrix [query, key]; undefined for a bias, whose own gradient is that matrix, and without tiles. */
function byTiles(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  dy: tf.Tensor,
  {
    output,
    stats,
  }: { readonly output?: tf.Tensor | undefined; readonly stats?: tf.Tensor | undefined },
  plan: Plan,
): tf.Tensor[] | undefined {
  if (output === undefined || stats === undefined || plan.bias !== undefined) return undefined;
  return tf.tidy(() => flashBackward({ q, k, v }, dy, { output, stats }, plan, extrasOf(plan)));
}

function thunk(gradient: tf.Tensor | undefined): Thunk {
  return gradient && (() => gradient);
}

function run(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, plan: Plan): tf.Tensor {
  const { sizes, scale } = plan;
  const { batch, heads, queries, depth, valueDepth } = sizes;
  return tf.tidy(() => {
    const { extras, boolean, uniforms } = extrasOf(plan);
    return runGpuProgram({
      key: `@dl/attention/${depth}/${valueDepth}/${boolean}`,
      inputs: { q, k, v, ...extras },
      outputShape: outputShape(sizes),
      groups: batch * heads * Math.ceil(queries / GPU_THREADS),
      uniforms: { ...uniforms, factor: { type: 'f32', value: scale } },
      code: attentionCode(depth, valueDepth, new Set(Object.keys(extras) as Extra[]), boolean),
    });
  });
}

/** What the mask and the rest of a plan are to a program. */
export function extrasOf({ sizes, mask, bias, alibi }: Plan): FlashExtras {
  const { batch, heads, kvHeads, queries, keys } = sizes;
  const { tensor, lengths, causal, window: span, offset } = mask;
  const given = {
    bias,
    mask: tensor,
    lengths: lengths && tf.tensor1d(lengths, 'int32'),
    slopes: alibi && tf.tensor1d(alibi as number[]),
  };
  const extras = Object.fromEntries(Object.entries(given).filter(([, x]) => x !== undefined));
  const whole = { batch, heads, kvHeads, queries, keys, causal: Number(causal), span, offset };
  return {
    extras,
    boolean: tensor?.dtype === 'bool',
    uniforms: {
      ...integers(whole),
      ...integers(steps('bias', stridesOf(bias, sizes))),
      ...integers(steps('mask', stridesOf(tensor, sizes))),
    },
  };
}

/** How far apart neighbours of each axis lie, by the names that the program has for them. */
function steps(name: string, [batch, head, row, step]: readonly number[]) {
  return {
    [`${name}Batch`]: batch,
    [`${name}Head`]: head,
    [`${name}Row`]: row,
    [`${name}Step`]: step,
  };
}

function integers(values: Record<string, number | undefined>): Record<string, GpuUniform> {
  const entries = Object.entries(values).map(([name, value]) => [name, { type: 'i32', value }]);
  return Object.fromEntries(entries);
}
