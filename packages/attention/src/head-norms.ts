import { concat, RmsNorm, split } from '@dl/core';
import { expectFlag, expectPositive, readOptions } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

/** How queries and keys are normalised. */
export interface QkNormOptions {
  /** Added to the mean square of a head. Default 1e-6. */
  epsilon?: number;
}

/** What normalises each query and each key of a layer, over the depth of a head; none where it has no such norms. */
export interface HeadNorms {
  readonly queryNorm: RmsNorm | undefined;
  readonly keyNorm: RmsNorm | undefined;
}

/** The check of the option `qkNorm`. @throws TypeError, RangeError */
export function expectQkNorm(where: string, name: string, value: unknown): void {
  if (typeof value === 'object') readQkNorm(where, value as QkNormOptions);
  else expectFlag(where, name, value as boolean);
}

/** The norms' options; undefined for none. @throws TypeError, RangeError */
export function readQkNorm(
  where: string,
  qkNorm: boolean | QkNormOptions,
): QkNormOptions | undefined {
  if (typeof qkNorm === 'boolean') return qkNorm ? {} : undefined;
  return readOptions(`${where}: qkNorm`, qkNorm, { epsilon: expectPositive });
}

/** A norm of each query and one of each key, `depth` wide. */
export function makeHeadNorms(depth: number, options: QkNormOptions | undefined): HeadNorms {
  if (options === undefined) return { queryNorm: undefined, keyNorm: undefined };
  const { epsilon = 1e-6 } = options;
  const made = () => new RmsNorm(depth, { epsilon });
  return { queryNorm: made(), keyNorm: made() };
}

/** Heads [..., depth], normalised by a norm that is there. */
export function normHeads<T extends tf.Tensor>(heads: T, norm: RmsNorm | undefined): T {
  return norm === undefined ? heads : norm.forward(heads);
}

/**
 * Queries, keys and values side by side, [batch, time, (heads + 2 kvHeads) depth], with each query and each key normalised; as they
 * are without norms.
 */
export function normPacked(
  qkv: tf.Tensor,
  { queryNorm, keyNorm, heads, kvHeads, depth }: HeadNorms & Readonly<Record<Size, number>>,
): tf.Tensor {
  if (queryNorm === undefined) return qkv;
  const shared = kvHeads * depth;
  const [q, k, v] = split(qkv, [heads * depth, shared, shared], 2) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const normed = (rows: tf.Tensor, norm: RmsNorm | undefined) =>
    tf.reshape(normHeads(tf.reshape(rows, [-1, depth]), norm), rows.shape);
  return concat([normed(q, queryNorm), normed(k, keyNorm), v], 2);
}

type Size = 'heads' | 'kvHeads' | 'depth';
