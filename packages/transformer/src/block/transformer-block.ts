import { type KeyValues, MultiHeadAttention } from '@dl/attention';
import { Dropout, type LayerNorm, type RmsNorm } from '@dl/core';
import { expected, expectPositiveInteger, expectRng, readOptions } from '@dl/core/check';
import { keepArguments, makeVariables, type Tap, tapOf } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { noiseOf } from '../check/noise-options';
import {
  type BlockForwardOptions,
  type BlockStepOptions,
  FORWARD_OPTIONS,
  narrowed,
  STEP_OPTIONS,
} from './block-call';
import { BLOCK_OPTIONS, type BlockOptions } from './block-options';
import { FeedForward } from './feed-forward';
import { makeNorm } from './norm';

const untapped: Tap = (_, x) => x;

/**
 * A block of a Transformer: positions look at each other, at a memory where there is one, then each is worked on alone.
 *
 *     pre:  x ← x + attention(norm x),  x ← x + cross(norm x, memory),  x ← x + feedForward(norm x)
 *     post: x ← norm(x + attention x),  x ← norm(x + cross(x, memory)),  x ← norm(x + feedForward x)
 *
 * Vaswani et al., Attention is all you need, 2017. Xiong et al., On layer normalization in the Transformer architecture, 2020.
 */
export class TransformerBlock {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'TransformerBlock';
  readonly attentionNorm: LayerNorm | RmsNorm;
  readonly attention: MultiHeadAttention;
  /** Only where there is a memory. */
  readonly crossNorm: LayerNorm | RmsNorm | undefined;
  readonly cross: MultiHeadAttention | undefined;
  /** None where both parts are side by side: they share one. */
  readonly feedForwardNorm: LayerNorm | RmsNorm | undefined;
  readonly feedForward: FeedForward;
  readonly order: 'pre' | 'post';
  readonly parallel: boolean;
  readonly window: number | undefined;
  readonly dropout: number;
  readonly #drop: Dropout;

  /** @throws RangeError for sizes and options that do not fit; TypeError for an invalid option */
  constructor(
    readonly size: number,
    options: BlockOptions,
  ) {
    keepArguments(this, TransformerBlock, [size, options]);
    expectPositiveInteger('TransformerBlock', 'size', size);
    const own = readOptions('TransformerBlock', options, BLOCK_OPTIONS);
    const { rng, heads, order = 'pre', parallel = false, dropout = 0, memorySize, window } = own;
    expectRng('TransformerBlock', rng);
    expectTogether(own);
    this.order = order;
    this.parallel = parallel;
    this.window = window;
    this.dropout = dropout;
    this.#drop = new Dropout(dropout);
    const { norm = 'layer', epsilon, kvHeads, positions, maxLength, hidden, activation } = own;
    const { bias = true, qkNorm = false, attentionDropout = dropout } = own;
    const { init, outputInit } = own;
    const shared = { rng, bias, outputInit, ...(init && { init }) };
    const attention = { ...shared, ...(kvHeads && { kvHeads }), qkNorm, dropout: attentionDropout };
    const made = makeVariables('TransformerBlock', () => ({
      attentionNorm: makeNorm(norm, size, epsilon),
      attention: new MultiHeadAttention(size, heads, { ...attention, positions, maxLength }),
      crossNorm: memorySize === undefined ? undefined : makeNorm(norm, size, epsilon),
      cross:
        memorySize === undefined
          ? undefined
          : new MultiHeadAttention(size, heads, { ...attention, memorySize }),
      feedForwardNorm: parallel ? undefined : makeNorm(norm, size, epsilon),
      feedForward: new FeedForward(size, {
        ...shared,
        ...(hidden && { hidden }),
        ...(activation && { activation }),
      }),
    }));
    this.attentionNorm = made.attentionNorm;
    this.attention = made.attention;
    this.crossNorm = made.crossNorm;
    this.cross = made.cross;
    this.feedForwardNorm = made.feedForwardNorm;
    this.feedForward = made.feedForward;
  }

  /**
   * `x` float32 [batch, time, size], the same shape back.
   *
   * @throws ShapeError, RangeError, TypeError, Error for what does not fit; for dropout without `rng` while training
   */
  forward(x: tf.Tensor, options?: BlockForwardOptions): tf.Tensor3D {
    const where = 'TransformerBlock.forward';
    const own = readOptions(where, options, FORWARD_OPTIONS);
    const { mask, memory, memoryMask } = own;
    this.#expectMemory(where, memory);
    const noise = (name: string) => noiseOf(own, name);
    const seen = this.window === undefined ? mask : narrowed(mask, { window: this.window });
    return tf.tidy(() =>
      this.#run(x, {
        attend: (n) => this.attention.forward(n, { mask: seen, ...noise('attention') }),
        look: (n) => this.cross?.forward(n, { memory, mask: memoryMask, ...noise('cross') }),
        drop: (y, name) => this.#drop.forward(y, noise(name)),
      }),
    );
  }

  /**
   * Keys and values of a memory [batch, key, memorySize], made once for all steps of a decoder.
   *
   * @throws ShapeError, TypeError, Error for a memory that does not fit, or a block without one
   */
  remember(memory: tf.Tensor): KeyValues {
    const where = 'TransformerBlock.remember';
    if (this.cross === undefined)
      throw new Error(expected(where, 'a block with memorySize', 'one without'));
    return this.cross.remember(memory);
  }

  /**
   * The next positions of a sequence, `x` float32 [batch, time, size] → output of the same shape and the cache for the step after.
   * Each sees those before it. The old cache stays as it is, and the caller's to dispose.
   *
   * @throws as `forward`; RangeError for more positions than `maxLength`
   */
  step(x: tf.Tensor, options?: BlockStepOptions): { output: tf.Tensor3D; cache: KeyValues } {
    const where = 'TransformerBlock.step';
    const { cache, mask, memory, memoryMask } = readOptions(where, options, STEP_OPTIONS);
    this.#expectMemory(where, memory);
    const seen = narrowed(mask, { causal: true, window: this.window });
    return tf.tidy(() => {
      let next: KeyValues | undefined;
      const output = this.#run(x, {
        attend: (n) => {
          const made = this.attention.step(n, { cache, mask: seen });
          next = made.cache;
          return made.output;
        },
        look: (n) => this.cross?.forward(n, { memory, mask: memoryMask }),
        drop: (y) => y,
      });
      return { output, cache: next } as never;
    });
  }

  #run(input: tf.Tensor, { attend, look, drop }: Parts): tf.Tensor3D {
    const { attentionNorm, crossNorm, feedForwardNorm, feedForward, order, parallel } = this;
    const tap = tapOf(this) ?? untapped;
    const x = tap('input', input);
    const attended = (n: tf.Tensor) => tap('attention.output', drop(attend(n), 'attended'));
    const fed = (n: tf.Tensor) => tap('feedForward.output', drop(feedForward.forward(n), 'fed'));
    if (parallel) {
      const n = attentionNorm.forward(x);
      return tap('residual', tf.add(x, tf.add(attended(n), fed(n)))) as tf.Tensor3D;
    }
    const within = (x: tf.Tensor, norm: LayerNorm | RmsNorm, f: (n: tf.Tensor) => tf.Tensor) =>
      order === 'pre' ? tf.add(x, f(norm.forward(x))) : norm.forward(tf.add(x, f(x)));
    let y = within(x, attentionNorm, attended);
    if (crossNorm !== undefined) {
      const looked = (n: tf.Tensor) => drop(look(n) as tf.Tensor, 'looked');
      y = within(y, crossNorm, (n) => tap('cross.output', looked(n)));
    }
    const norm = feedForwardNorm as LayerNorm | RmsNorm;
    return tap('residual', within(tap('middle', y), norm, fed)) as tf.Tensor3D;
  }

  #expectMemory(where: string, memory: unknown): void {
    if ((memory === undefined) === (this.cross === undefined)) return;
    const wanted = this.cross === undefined ? 'none for a block without memorySize' : 'a memory';
    throw new TypeError(expected(`${where}: memory`, wanted, memory));
  }
}

/** How the parts run: over a whole sequence, or the next positions of one. */
interface Parts {
  readonly attend: (n: tf.Tensor) => tf.Tensor;
  readonly look: (n: tf.Tensor) => tf.Tensor | undefined;
  readonly drop: (y: tf.Tensor, name: string) => tf.Tensor;
}

/** Checks options that depend on each other. @throws RangeError */
function expectTogether({ parallel, order, memorySize }: BlockOptions): void {
  if (parallel && order === 'post') {
    throw new RangeError(expected('TransformerBlock: parallel', 'false for order post', true));
  }
  if (parallel && memorySize !== undefined) {
    throw new RangeError(expected('TransformerBlock: parallel', 'false with memorySize', true));
  }
}
