import type { KeyValues, Mask } from '@dl/attention';
import type { LayerNorm, RmsNorm } from '@dl/core';
import { checkedLater, expected, type OptionChecks, readOptions } from '@dl/core/check';
import { keepArguments } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { type BlockForwardOptions, FORWARD_OPTIONS, narrowed } from '../block/block-call';
import type { TransformerBlock } from '../block/transformer-block';
import { makeStack, runStack } from './block-stack';
import type { StackOptions } from './stack-options';

/** What the next positions of a sequence are told. */
export interface DecoderStepOptions {
  /** What the steps before gave, one a block. Default: this is the first. */
  caches?: readonly KeyValues[] | undefined;
  /** A bool tensor that broadcasts to [batch, heads, time, key], with the keys of the steps before: false hides padding. */
  mask?: tf.Tensor | undefined;
  /** What `remember` made of the memory, one a block. */
  memories?: readonly KeyValues[] | undefined;
  /** Which of its entries are seen. Default: all. */
  memoryMask?: Mask | tf.Tensor | undefined;
}

const STEP_OPTIONS: OptionChecks<DecoderStepOptions> = {
  caches: checkedLater,
  mask: checkedLater,
  memories: checkedLater,
  memoryMask: checkedLater,
};

/**
 * Blocks in which a position sees itself and those before it, and with `memorySize` a memory: what an encoder has made of another sequence.
 * As `torch.nn.TransformerDecoder` with `batch_first=True`; without a memory as GPT has it.
 *
 * ```ts
 * const decoder = new TransformerDecoder(128, { layers: 4, heads: 4, memorySize: 128, rng: random(1) });
 * const y = decoder.forward(x, { memory, memoryMask: { lengths: [12, 7] } });
 * ```
 *
 * Vaswani et al., Attention is all you need, 2017. Radford et al., Improving language understanding by generative pre-training, 2018.
 */
export class TransformerDecoder {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'TransformerDecoder';
  readonly blocks: readonly TransformerBlock[];
  /** Behind the last block. */
  readonly norm: LayerNorm | RmsNorm | undefined;
  readonly recompute: boolean;

  /** @throws RangeError for sizes and options that do not fit; TypeError for an invalid option */
  constructor(
    readonly size: number,
    options: StackOptions,
  ) {
    keepArguments(this, TransformerDecoder, [size, options]);
    const made = makeStack('TransformerDecoder', size, options);
    this.blocks = made.blocks;
    this.norm = made.norm;
    this.recompute = made.recompute;
  }

  /**
   * `x` float32 [batch, time, size], the same shape back: all positions at once, each seeing those before it. `mask` hides more.
   *
   * @throws ShapeError, RangeError, TypeError, Error for what does not fit; for dropout without `rng` while training
   */
  forward(x: tf.Tensor, options?: BlockForwardOptions): tf.Tensor3D {
    const own = readOptions('TransformerDecoder.forward', options, FORWARD_OPTIONS);
    return runStack(this, x, { ...own, mask: narrowed(own.mask, { causal: true }) });
  }

  /** Keys and values of a memory for each block, made once for all steps. @throws as `TransformerBlock.remember` */
  remember(memory: tf.Tensor): KeyValues[] {
    return tf.tidy(() => this.blocks.map((block) => block.remember(memory)) as never);
  }

  /**
   * The next positions of a sequence, one or several: `x` float32 [batch, time, size] → output of the same shape and a cache for
   * each block. Step by step is as all at once. The old caches stay as they are, and the caller's to dispose.
   *
   * @throws as `forward`; RangeError for a number of caches or memories that is not that of the blocks
   */
  step(
    x: tf.Tensor,
    options?: DecoderStepOptions,
  ): { output: tf.Tensor3D; caches: readonly KeyValues[] } {
    const where = 'TransformerDecoder.step';
    const { caches, memories, ...rest } = readOptions(where, options, STEP_OPTIONS);
    this.#expectEach(where, 'caches', caches);
    this.#expectEach(where, 'memories', memories);
    return tf.tidy(() => {
      let y = x;
      const next = this.blocks.map((block, i) => {
        const made = block.step(y, { ...rest, cache: caches?.[i], memory: memories?.[i] });
        y = made.output;
        return made.cache;
      });
      return { output: this.norm?.forward(y) ?? y, caches: next } as never;
    });
  }

  #expectEach(where: string, name: string, list: unknown): void {
    if (list === undefined || (Array.isArray(list) && list.length === this.blocks.length)) return;
    const wanted = `an array of ${this.blocks.length}, one a block`;
    throw new RangeError(expected(`${where}: ${name}`, wanted, list));
  }
}
