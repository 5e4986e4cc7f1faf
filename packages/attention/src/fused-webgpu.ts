import { runOp } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { attentionProgram, type Extra, type Program } from './attention-program';
import { compositeGradients } from './composite-gradients';
import type { Plan } from './plan';

import { stepsOf } from './steps';

/** What is used of tfjs's webgpu backend. */
interface GpuBackend {
  runWebGPUProgram(
    program: Program,
    inputs: tf.Tensor[],
    dtype: tf.DataType,
    uniforms: { type: 'int32' | 'float32'; data: number[] }[],
  ): tf.TensorInfo;
}

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
  return runOp(
    'Attention',
    bias ? [q, k, v, bias] : [q, k, v],
    () => run(q, k, v, plan),
    () => [q, k, v, ...[bias, plan.mask.tensor].filter((x) => x !== undefined)],
    (dy, saved) => {
      const [a, b, c] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const rest = saved.slice(3);
      const own = bias && rest.shift();
      const mask = { ...plan.mask, tensor: rest[0] };
      const gradients = compositeGradients(a, b, c, dy, { ...plan, bias: own, mask });
      return gradients.map((gradient) => () => gradient);
    },
  );
}

function run(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, plan: Plan): tf.Tensor {
  const { sizes, mask, scale, bias, alibi } = plan;
  const { batch, heads, kvHeads, queries, keys } = sizes;
  const { tensor, lengths } = mask;
  const backend = tf.backend() as unknown as GpuBackend;
  return tf.tidy(() => {
    const given: [Extra, tf.Tensor | undefined][] = [
      ['bias', bias],
      ['mask', tensor],
      ['lengths', lengths && tf.tensor1d(lengths, 'int32')],
      ['slopes', alibi && tf.tensor1d(alibi as number[])],
    ];
    const extras = given.filter((extra): extra is [Extra, tf.Tensor] => extra[1] !== undefined);
    const program = attentionProgram(
      sizes,
      extras.map(([name]) => name),
      tensor?.dtype === 'bool',
    );
    const whole = [
      batch,
      heads,
      kvHeads,
      queries,
      keys,
      Number(mask.causal),
      mask.window,
      mask.offset,
    ];
    const steps = [stepsOf(bias, sizes), stepsOf(tensor, sizes)].flat();
    const info = backend.runWebGPUProgram(
      program,
      [q, k, v, ...extras.map(([, x]) => x)],
      'float32',
      [...[...whole, ...steps].map(int), { type: 'float32', data: [scale] }],
    );
    return tf.engine().makeTensorFromTensorInfo(info);
  });
}

function int(value: number): { type: 'int32'; data: number[] } {
  return { type: 'int32', data: [value] };
}
