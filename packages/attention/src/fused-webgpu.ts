import { GPU_THREADS, type GpuUniform, op, runGpuProgram, type Thunk } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { attentionCode, type Extra } from './attention-program';
import { compositeGradients } from './composite-gradients';
import type { Plan } from './plan';
import { outputShape } from './sizes';
import { stridesOf } from './strides';

// What a register file of a GPU holds: a query and its sum so far are two such rows.
const DEEPEST = 256;

/**
 * Attention by a WGSL program that never holds the matrix of weights; its gradient is that of the ops, which do. Undefined
 * where heads are too deep. Inputs have been checked.
 */
export function gpuAttention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  plan: Plan,
): tf.Tensor | undefined {
  const { sizes, bias } = plan;
  if (Math.max(sizes.depth, sizes.valueDepth) > DEEPEST) return undefined;
  return op(
    'Attention',
    { q, k, v, bias },
    {
      forward: () => run(q, k, v, plan),
      save: () => ({ q, k, v, bias, mask: plan.mask.tensor }),
      gradients: (dy, saved) => {
        const mask = { ...plan.mask, tensor: saved.mask };
        const own = { ...plan, bias: saved.bias, mask };
        const [dq, dk, dv, dbias] = compositeGradients(saved.q, saved.k, saved.v, dy, own);
        return { q: thunk(dq), k: thunk(dk), v: thunk(dv), bias: thunk(dbias) };
      },
    },
  );
}

function thunk(gradient: tf.Tensor | undefined): Thunk {
  return gradient && (() => gradient);
}

function run(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, plan: Plan): tf.Tensor {
  const { sizes, mask, scale, bias, alibi } = plan;
  const { batch, heads, kvHeads, queries, keys, depth, valueDepth } = sizes;
  const { tensor, lengths } = mask;
  return tf.tidy(() => {
    const given: [Extra, tf.Tensor | undefined][] = [
      ['bias', bias],
      ['mask', tensor],
      ['lengths', lengths && tf.tensor1d(lengths, 'int32')],
      ['slopes', alibi && tf.tensor1d(alibi as number[])],
    ];
    const extras = given.filter((extra): extra is [Extra, tf.Tensor] => extra[1] !== undefined);
    const has = new Set(extras.map(([name]) => name));
    const boolean = tensor?.dtype === 'bool';
    const { causal, window: span, offset } = mask;
    const whole = { batch, heads, kvHeads, queries, keys, causal: Number(causal), span, offset };
    return runGpuProgram({
      key: `@dl/attention/${depth}/${valueDepth}/${boolean}`,
      inputs: { q, k, v, ...Object.fromEntries(extras) },
      outputShape: outputShape(sizes),
      groups: batch * heads * Math.ceil(queries / GPU_THREADS),
      uniforms: {
        ...integers(whole),
        ...integers(steps('bias', stridesOf(bias, sizes))),
        ...integers(steps('mask', stridesOf(tensor, sizes))),
        factor: { type: 'f32', value: scale },
      },
      code: attentionCode(depth, valueDepth, has, boolean),
    });
  });
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
