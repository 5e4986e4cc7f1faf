import { gradientCheckpoint, type LayerNorm, type RmsNorm } from '@dl/core';
import { expectPositiveInteger, readOptions } from '@dl/core/check';
import { isTapped, makeVariables } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import type { BlockForwardOptions } from '../block/block-call';
import { makeNorm } from '../block/norm';
import { TransformerBlock } from '../block/transformer-block';
import { expectLayers, STACK_OPTIONS, type StackOptions } from './stack-options';

/** Blocks one behind the other, and a norm behind the last. */
export interface BlockStack {
  readonly blocks: readonly TransformerBlock[];
  readonly norm: LayerNorm | RmsNorm | undefined;
  readonly recompute: boolean;
}

/** Makes them. @throws RangeError, TypeError for options of `where` */
export function makeStack(where: string, size: number, options: StackOptions): BlockStack {
  expectPositiveInteger(where, 'size', size);
  const own = readOptions(where, options, STACK_OPTIONS);
  expectLayers(where, own);
  const { layers, order = 'pre', finalNorm = order === 'pre', recompute = false, ...rest } = own;
  const { norm = 'layer', epsilon } = own;
  const made = makeVariables(where, () => ({
    blocks: Array.from({ length: layers }, () => new TransformerBlock(size, { ...rest, order })),
    norm: finalNorm ? makeNorm(norm, size, epsilon) : undefined,
  }));
  return { ...made, recompute };
}

/** `x` [batch, time, size] through all of them, each with a generator of its own. */
export function runStack(
  { blocks, norm, recompute }: BlockStack,
  x: tf.Tensor,
  { rng, ...options }: BlockForwardOptions,
): tf.Tensor3D {
  return tf.tidy(() => {
    let y = x;
    for (const [i, block] of blocks.entries()) {
      const told = { ...options, rng: rng?.fold(`block ${i}`) };
      const run = (x: tf.Tensor) => block.forward(x, told) as tf.Tensor;
      // What looks inside is gone when the gradient would compute a block again.
      y = recompute && !isTapped() ? gradientCheckpoint(run)(y) : run(y);
    }
    return (norm === undefined ? y : norm.forward(y)) as tf.Tensor3D;
  });
}
