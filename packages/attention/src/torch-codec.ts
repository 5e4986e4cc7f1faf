import type { ArrayValue } from '@dl/core';
import type { TorchCodec, TorchModule } from '@dl/core/torch';
import { MultiHeadAttention } from './multi-head-attention';

// PyTorch's layer has no such norms; language models name theirs so.
const Q_NORM = 'q_norm.weight';
const K_NORM = 'k_norm.weight';

// With a memory of another width, `kdim` and `vdim` there, which are one number here: a weight each for q, k and v, and
// one bias of all three.
const ofMemory: TorchModule<MultiHeadAttention> = {
  shapes({ size, memory, memorySize, heads, kvHeads, depth, input, output, queryNorm }) {
    if (memory === undefined || kvHeads !== heads) return undefined;
    if (output.weight.shape[1] !== size) return undefined;
    const bias = input.bias !== undefined;
    return {
      q_proj_weight: [size, size],
      k_proj_weight: [size, memorySize],
      v_proj_weight: [size, memorySize],
      ...(bias && { in_proj_bias: [3 * size] }),
      'out_proj.weight': [size, size],
      ...(bias && { 'out_proj.bias': [size] }),
      ...(queryNorm && { [Q_NORM]: [depth], [K_NORM]: [depth] }),
    };
  },
  inward(there, { size }) {
    const [k, v] = [there.k_proj_weight, there.v_proj_weight] as [ArrayValue, ArrayValue];
    const bias = there.in_proj_bias?.data;
    return {
      'input.weight': transposed(there.q_proj_weight as ArrayValue),
      'memory.weight': transposed(stacked(k, v)),
      'output.weight': transposed(there['out_proj.weight'] as ArrayValue),
      ...(bias && {
        'input.bias': { data: bias.slice(0, size), shape: [size] },
        'memory.bias': { data: bias.slice(size), shape: [2 * size] },
        'output.bias': there['out_proj.bias'] as ArrayValue,
      }),
      ...(there[Q_NORM] && {
        'queryNorm.weight': there[Q_NORM],
        'keyNorm.weight': there[K_NORM] as ArrayValue,
      }),
    };
  },
  outward(here, { size, memorySize }) {
    const { data } = transposed(here['memory.weight'] as ArrayValue);
    const half = size * memorySize;
    const [q, kv] = [here['input.bias'], here['memory.bias']];
    return {
      q_proj_weight: transposed(here['input.weight'] as ArrayValue),
      k_proj_weight: { data: data.slice(0, half), shape: [size, memorySize] },
      v_proj_weight: { data: data.slice(half), shape: [size, memorySize] },
      'out_proj.weight': transposed(here['output.weight'] as ArrayValue),
      ...(q &&
        kv && { in_proj_bias: stacked(q, kv), 'out_proj.bias': here['output.bias'] as ArrayValue }),
      ...(here['queryNorm.weight'] && {
        [Q_NORM]: here['queryNorm.weight'],
        [K_NORM]: here['keyNorm.weight'] as ArrayValue,
      }),
    };
  },
};

/** `torch.nn.MultiheadAttention` with a key head a head, for the option `layers` of `fromTorch` and `toTorch`. */
export const multiHeadAttentionTorch: TorchCodec<MultiHeadAttention> = {
  layer: MultiHeadAttention,
  module: ofMemory,
  // Of one width; weights are [out, in] there.
  fields: {
    'input.weight': { name: 'in_proj_weight', order: [1, 0] },
    'input.bias': { name: 'in_proj_bias' },
    'output.weight': { name: 'out_proj.weight', order: [1, 0] },
    'output.bias': { name: 'out_proj.bias' },
    'queryNorm.weight': { name: Q_NORM },
    'keyNorm.weight': { name: K_NORM },
  },
};

/** The rows of a above those of b. */
function stacked(a: ArrayValue, b: ArrayValue): ArrayValue {
  const data = new Float32Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  const [rows, ...rest] = a.shape as [number, ...number[]];
  return { data, shape: [rows + (b.shape[0] as number), ...rest] };
}

/** A matrix with its axes exchanged. */
function transposed({ data, shape }: ArrayValue): ArrayValue {
  const [rows, columns] = shape as readonly [number, number];
  const turned = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j] as number;
  }
  return { data: turned, shape: [columns, rows] };
}
