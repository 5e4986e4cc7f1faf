import { Linear } from '@dl/core';
import { makeVariables } from '@dl/core/extend';
import { type HeadNorms, makeHeadNorms, type QkNormOptions } from './head-norms';
import type { MultiHeadAttentionOptions } from './multi-head-options';

/** What a `MultiHeadAttention` learns. */
export interface Projections extends HeadNorms {
  readonly input: Linear;
  readonly memory: Linear | undefined;
  readonly output: Linear;
}

/** The weights of queries, keys and values and of the output, and its norms. None is left where there is no room for all. */
export function makeProjections(
  size: number,
  depth: number,
  kvHeads: number,
  memorySize: number,
  options: Pick<MultiHeadAttentionOptions, 'rng' | 'bias' | 'init'> & {
    norms: QkNormOptions | undefined;
  },
): Projections {
  const { rng, bias = true, init, norms } = options;
  const own = { rng, bias, ...(init && { init }) };
  const shared = 2 * kvHeads * depth;
  const other = memorySize !== size;
  return makeVariables('MultiHeadAttention', () => ({
    input: new Linear(size, other ? size : size + shared, own),
    memory: other ? new Linear(memorySize, shared, own) : undefined,
    output: new Linear(size, size, own),
    ...makeHeadNorms(depth, norms),
  }));
}
