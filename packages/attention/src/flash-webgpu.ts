import { type GpuUniform, gpuLimits, runProgram } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import type { Extra } from './attention-program';
import { flashKeysCode, flashQueriesCode } from './flash-backward-code';
import { flashForwardCode } from './flash-forward-code';
import { backwardTile, forwardTile, SIDE } from './flash-tiles';
import type { Plan } from './plan';
import { outputShape } from './sizes';

/** What programs of attention are given besides q, k and v: as `fused-webgpu` names them. */
export interface FlashExtras {
  readonly extras: Readonly<Partial<Record<Extra, tf.Tensor>>>;
  readonly boolean: boolean;
  readonly uniforms: Readonly<Record<string, GpuUniform>>;
}

/** What the way back needs of the way forth. */
export interface FlashOutput {
  readonly output: tf.Tensor;
  /** Of each query, [batch, heads, query, 2]: log Σ exp of its scores; the second is of the way back, Σ dy y. */
  readonly stats: tf.Tensor;
}

const THREADS = SIDE * SIDE;

/** Attention by tiles; undefined where none fits. */
export function flashForward(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  { sizes, scale }: Plan,
  { extras, boolean, uniforms }: FlashExtras,
): FlashOutput | undefined {
  const tile = forwardTile(sizes, gpuLimits().shared);
  if (tile === undefined) return undefined;
  const { batch, heads, queries, depth, valueDepth } = sizes;
  const form = { has: new Set(Object.keys(extras) as Extra[]), boolean };
  return runProgram({
    key: `flash/${tile.rows}/${depth}/${valueDepth}/${boolean}`,
    reads: { q, k, v, ...extras },
    makes: {
      output: { shape: outputShape(sizes) },
      stats: { shape: [batch, heads, queries, 2] },
    },
    vectors: ['q', 'k', 'v', 'output'],
    ints: integersOf(uniforms),
    floats: { factor: scale },
    groups: batch * heads * Math.ceil(queries / (SIDE * tile.rows)),
    threads: THREADS,
    code: () => flashForwardCode(tile, depth, valueDepth, form),
  });
}

/** The gradients of q, k and v; undefined where no tile fits. */
export function flashBackward(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  dy: tf.Tensor,
  { output, stats }: FlashOutput,
  { sizes, scale }: Plan,
  { extras, boolean, uniforms }: FlashExtras,
): [dq: tf.Tensor, dk: tf.Tensor, dv: tf.Tensor] | undefined {
  const { shared, buffers } = gpuLimits();
  const tile = backwardTile(sizes, shared);
  if (tile === undefined || OWN_BUFFERS + Object.keys(extras).length > buffers) return undefined;
  const { batch, heads, kvHeads, queries, keys, depth, valueDepth } = sizes;
  const form = { has: new Set(Object.keys(extras) as Extra[]), boolean };
  const code = { tile, depth, valueDepth, form };
  const own = SIDE * tile.rows;
  const common = {
    ints: integersOf(uniforms),
    floats: { factor: scale },
    threads: THREADS,
  } as const;
  const name = `${tile.rows}/${depth}/${valueDepth}/${boolean}`;
  const { dq } = runProgram({
    ...common,
    key: `flash-queries/${name}`,
    reads: { q, k, v, dy, output, ...extras },
    // Nobody but the way back knows them: they may be changed.
    changes: { stats },
    makes: { dq: { shape: q.shape } },
    vectors: ['q', 'k', 'v', 'dy', 'output', 'dq'],
    groups: batch * heads * Math.ceil(queries / own),
    code: () => flashQueriesCode(code),
  });
  const { dk, dv } = runProgram({
    ...common,
    key: `flash-keys/${name}`,
    reads: { q, k, v, dy, stats, ...extras },
    makes: { dk: { shape: k.shape }, dv: { shape: v.shape } },
    vectors: ['q', 'k', 'v', 'dy', 'dk', 'dv'],
    groups: batch * kvHeads * Math.ceil(keys / own),
    code: () => flashKeysCode(code),
  });
  return [dq, dk, dv];
}

/** Buffers of a program of the way back, without extras. */
const OWN_BUFFERS = 7;

function integersOf(uniforms: Readonly<Record<string, GpuUniform>>): Record<string, number> {
  const whole = Object.entries(uniforms).filter(([, { type }]) => type === 'i32');
  return Object.fromEntries(whole.map(([name, { value }]) => [name, value]));
}
