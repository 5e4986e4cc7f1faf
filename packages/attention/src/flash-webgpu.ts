import { type GpuUniform, gpuLimits, runProgram } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import type { Extra } from './attention-program';
import { flashKeysCode, flashQueriesCode } from './flash-backward-code';
import { flashForwardCode } from './flash-forward-code';
import { headLayout, packedLayout } from './flash-layout';
import { backwardTile, type FlashTile, forwardTile, ownOf } from './flash-tiles';
import type { Plan } from './plan';
import { outputShape } from './sizes';

/** What programs of attention are given besides q, k and v: as `fused-webgpu` names them. */
export interface FlashExtras {
  readonly extras: Readonly<Partial<Record<Extra, tf.Tensor>>>;
  readonly boolean: boolean;
  readonly uniforms: Readonly<Record<string, GpuUniform>>;
}

/** Queries, keys and values, each by itself, or side by side in one. */
export type FlashInputs =
  | { readonly q: tf.Tensor; readonly k: tf.Tensor; readonly v: tf.Tensor }
  | { readonly qkv: tf.Tensor };

/** What the way back needs of the way forth. */
export interface FlashOutput {
  readonly output: tf.Tensor;
  /** Of each query, [batch, heads, query, 2]: log Σ exp of its scores; the second is of the way back, Σ dy y. */
  readonly stats: tf.Tensor;
}

/** Attention by tiles; undefined where none fits, or the GPU gives too few buffers. Another tile than the sizes ask for: to compare them. */
export function flashForward(
  inputs: FlashInputs,
  { sizes, scale }: Plan,
  { extras, boolean, uniforms }: FlashExtras,
  tile: FlashTile | undefined = forwardTile(sizes, gpuLimits().shared),
): FlashOutput | undefined {
  if (tile === undefined || FORWARD_BUFFERS + Object.keys(extras).length > gpuLimits().buffers)
    return undefined;
  const { batch, heads, kvHeads, queries, depth, valueDepth } = sizes;
  const form = { has: new Set(Object.keys(extras) as Extra[]), boolean };
  const packed = 'qkv' in inputs;
  const layout = packed ? packedLayout(depth) : headLayout(depth, valueDepth);
  const shape = packed ? [batch, queries, heads * depth] : outputShape(sizes);
  return runProgram({
    key: `flash/${layout.name}/${nameOf(tile)}/${depth}/${valueDepth}/${boolean}`,
    reads: { ...inputs, ...extras },
    makes: { output: { shape }, stats: { shape: [batch, heads, queries, 2] } },
    vectors: ['q', 'k', 'v', 'qkv', 'output'],
    ints: { ...integersOf(uniforms), width: ((heads + 2 * kvHeads) * depth) / 4 },
    floats: { factor: scale },
    groups: batch * heads * Math.ceil(queries / ownOf(tile)),
    threads: threadsOf(tile),
    code: () => flashForwardCode(tile, depth, valueDepth, form, layout),
  });
}

/** The gradients of q, k and v, or of all three side by side; undefined where no tile fits. */
export function flashBackward(
  inputs: FlashInputs,
  dy: tf.Tensor,
  { output, stats }: FlashOutput,
  { sizes, scale }: Plan,
  { extras, boolean, uniforms }: FlashExtras,
  tile: FlashTile | undefined = backwardTile(sizes, gpuLimits().shared),
): tf.Tensor[] | undefined {
  if (tile === undefined || BACKWARD_BUFFERS + Object.keys(extras).length > gpuLimits().buffers)
    return undefined;
  const { batch, heads, kvHeads, queries, keys, depth, valueDepth } = sizes;
  const score = { has: new Set(Object.keys(extras) as Extra[]), boolean };
  const packed = 'qkv' in inputs;
  const layout = packed ? packedLayout(depth) : headLayout(depth, valueDepth);
  const code = { tile, depth, valueDepth, score, layout };
  const own = ownOf(tile);
  const common = {
    vectors: ['q', 'k', 'v', 'qkv', 'dy', 'output', 'dq', 'dk', 'dv', 'dqkv'],
    ints: { ...integersOf(uniforms), width: ((heads + 2 * kvHeads) * depth) / 4 },
    floats: { factor: scale },
    threads: threadsOf(tile),
  } as const;
  const name = `${layout.name}/${nameOf(tile)}/${depth}/${valueDepth}/${boolean}`;
  const ofQueries = runProgram<string>({
    ...common,
    key: `flash-queries/${name}`,
    reads: { ...inputs, dy, output, ...extras },
    // Nobody but the way back knows them: they may be changed.
    changes: { stats },
    makes: {
      ...(packed ? { dqkv: { shape: inputs.qkv.shape } } : { dq: { shape: inputs.q.shape } }),
    },
    groups: batch * heads * Math.ceil(queries / own),
    code: () => flashQueriesCode(code),
  });
  const ofKeys = runProgram<string>({
    ...common,
    key: `flash-keys/${name}`,
    reads: { ...inputs, dy, stats, ...extras },
    changes: packed ? ofQueries : {},
    makes: { ...(packed ? {} : { dk: { shape: inputs.k.shape }, dv: { shape: inputs.v.shape } }) },
    groups: batch * kvHeads * Math.ceil(keys / own),
    code: () => flashKeysCode(code),
  });
  return Object.values({ ...ofQueries, ...ofKeys });
}

function nameOf({ side, rows, columns }: FlashTile): string {
  return `${side}/${rows}/${columns}`;
}

function threadsOf({ side }: FlashTile): 64 | 256 {
  return side === 8 ? 64 : 256;
}

/** Buffers of a program without extras: q, k, v, output and stats; of the way back two more. */
const FORWARD_BUFFERS = 5;
const BACKWARD_BUFFERS = 7;

function integersOf(uniforms: Readonly<Record<string, GpuUniform>>): Record<string, number> {
  const whole = Object.entries(uniforms).filter(([, { type }]) => type === 'i32');
  return Object.fromEntries(whole.map(([name, { value }]) => [name, value]));
}
