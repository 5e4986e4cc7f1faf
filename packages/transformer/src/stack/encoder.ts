import type { LayerNorm, RmsNorm } from '@dl/core';
import { readOptions } from '@dl/core/check';
import { keepArguments } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import { type BlockForwardOptions, FORWARD_OPTIONS } from '../block/block-call';
import type { TransformerBlock } from '../block/transformer-block';
import { makeStack, runStack } from './block-stack';
import type { StackOptions } from './stack-options';

/**
 * Blocks in which every position sees every other one: vectors in, vectors out. As `torch.nn.TransformerEncoder` with `batch_first=True`.
 *
 * ```ts
 * const encoder = new TransformerEncoder(128, { layers: 4, heads: 4, rng: random(1) });
 * const y = encoder.forward(x, { mask: { lengths: [12, 7] } }); // [2, 12, 128]
 * ```
 *
 * Vaswani et al., Attention is all you need, 2017.
 */
export class TransformerEncoder {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'TransformerEncoder';
  readonly blocks: readonly TransformerBlock[];
  /** Behind the last block. */
  readonly norm: LayerNorm | RmsNorm | undefined;
  readonly recompute: boolean;

  /** @throws RangeError for sizes and options that do not fit; TypeError for an invalid option */
  constructor(
    readonly size: number,
    options: StackOptions,
  ) {
    keepArguments(this, TransformerEncoder, [size, options]);
    const made = makeStack('TransformerEncoder', size, options);
    this.blocks = made.blocks;
    this.norm = made.norm;
    this.recompute = made.recompute;
  }

  /**
   * `x` float32 [batch, time, size], the same shape back.
   *
   * @throws ShapeError, RangeError, TypeError, Error for what does not fit; for dropout without `rng` while training
   */
  forward(x: tf.Tensor, options?: BlockForwardOptions): tf.Tensor3D {
    return runStack(this, x, readOptions('TransformerEncoder.forward', options, FORWARD_OPTIONS));
  }
}
