import { ShapeError } from '@dl/core';
import { describeShape, expectTensor } from '@dl/core/check';
import type * as tf from '@tensorflow/tfjs-core';

/** The sizes of one attention. Queries share keys and values in groups of heads / kvHeads. */
export interface Sizes {
  /** 3 without an axis of heads, 4 with one. */
  readonly rank: 3 | 4;
  readonly batch: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly queries: number;
  readonly keys: number;
  readonly depth: number;
  readonly valueDepth: number;
}

/**
 * Checks q [batch, heads, query, depth], k [batch, kvHeads, key, depth], v [batch, kvHeads, key, valueDepth], or all three
 * without the axis of heads. @throws ShapeError, TypeError, Error
 */
export function expectSizes(where: string, q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): Sizes {
  if (q?.rank !== 3) {
    expectTensor(where, 'q', q, ['batch', 'heads', 'query', 'depth'], 'float32', 'batch');
    const [batch, heads, queries, depth] = q.shape as [number, number, number, number];
    expectTensor(where, 'k', k, [batch, 'kvHeads', 'key', depth]);
    const [, kvHeads, keys] = k.shape as [number, number, number];
    if (heads % kvHeads !== 0) {
      throw new ShapeError(
        `${where}: k: expected a number of heads that divides the ${heads} of q, got ${describeShape(k.shape)}`,
      );
    }
    expectTensor(where, 'v', v, [batch, kvHeads, keys, 'valueDepth']);
    const valueDepth = v.shape[3] as number;
    return { rank: 4, batch, heads, kvHeads, queries, keys, depth, valueDepth };
  }
  expectTensor(where, 'q', q, ['batch', 'query', 'depth'], 'float32', 'batch');
  const [batch, queries, depth] = q.shape as [number, number, number];
  expectTensor(where, 'k', k, [batch, 'key', depth]);
  const keys = k.shape[1] as number;
  expectTensor(where, 'v', v, [batch, keys, 'valueDepth']);
  const valueDepth = v.shape[2] as number;
  return { rank: 3, batch, heads: 1, kvHeads: 1, queries, keys, depth, valueDepth };
}

/**
 * Checks queries [batch, query, querySize] and what they look at, [batch, key, memorySize]. Gives their sizes with one head
 * whose values are the memory.
 *
 * @throws ShapeError, TypeError, Error
 */
export function expectQueries(
  where: string,
  query: tf.Tensor,
  memory: tf.Tensor,
  { querySize, memorySize }: { readonly querySize: number; readonly memorySize: number },
): Sizes {
  expectTensor(where, 'query', query, ['batch', 'query', querySize]);
  const [batch, queries] = query.shape as [number, number];
  expectTensor(where, 'memory', memory, [batch, 'key', memorySize]);
  const keys = memory.shape[1] as number;
  return {
    rank: 3,
    batch,
    heads: 1,
    kvHeads: 1,
    queries,
    keys,
    depth: querySize,
    valueDepth: memorySize,
  };
}

/** The shape of the scores as the caller sees it. */
export function scoreShape({ rank, batch, heads, queries, keys }: Sizes): number[] {
  return rank === 3 ? [batch, queries, keys] : [batch, heads, queries, keys];
}

/** The shape of the output as the caller sees it. */
export function outputShape({ rank, batch, heads, queries, valueDepth }: Sizes): number[] {
  return rank === 3 ? [batch, queries, valueDepth] : [batch, heads, queries, valueDepth];
}

/**
 * A shape that broadcasts to the scores, with its four axes [batch, heads, query, key] of which some are 1.
 * Undefined where it does not.
 */
export function broadcastShape(shape: readonly number[], sizes: Sizes): number[] | undefined {
  const whole = scoreShape(sizes);
  if (shape.length > whole.length) return undefined;
  const padded = [...new Array<number>(whole.length - shape.length).fill(1), ...shape];
  if (padded.some((size, i) => size !== 1 && size !== whole[i])) return undefined;
  return sizes.rank === 3 ? [padded[0] as number, 1, ...padded.slice(1)] : padded;
}
