import { type Initializer, Linear, type Rng } from '@dl/core';
import { makeVariables } from '@dl/core/extend';
import { type HeadNorms, makeHeadNorms, type QkNormOptions } from './head-norms';

/** What a `MultiHeadAttention` learns. */
export interface Projections extends HeadNorms {
  readonly input: Linear;
  readonly memory: Linear | undefined;
  readonly output: Linear;
}

/** How they are drawn. */
interface Drawn {
  readonly rng: Rng;
  readonly bias: boolean | undefined;
  readonly init: Initializer | undefined;
  /** Of Wo. */
  readonly outputInit: Initializer | undefined;
  readonly outputSize: number | undefined;
  readonly norms: QkNormOptions | undefined;
}

/** The weights of queries, keys and values and of the output, and its norms. None is left where there is no room for all. */
export function makeProjections(
  size: number,
  depth: number,
  kvHeads: number,
  memorySize: number,
  options: Drawn,
): Projections {
  const { rng, bias = true, init, outputInit = init, outputSize = size, norms } = options;
  const own = { rng, bias, ...(init && { init }) };
  const shared = 2 * kvHeads * depth;
  const other = memorySize !== size;
  const made = makeVariables('MultiHeadAttention', () => ({
    input: new Linear(size, other ? size : size + shared, own),
    memory: other ? new Linear(memorySize, shared, own) : undefined,
    output: new Linear(size, outputSize, { ...own, ...(outputInit && { init: outputInit }) }),
    ...makeHeadNorms(depth, norms),
  }));
  // What adapters know them by.
  const each = shared / 2;
  if (made.memory === undefined) {
    made.input.columns = { query: [0, size], key: [size, each], value: [size + each, each] };
  } else {
    made.input.columns = { query: [0, size] };
    made.memory.columns = { key: [0, each], value: [each, each] };
  }
  return made;
}
