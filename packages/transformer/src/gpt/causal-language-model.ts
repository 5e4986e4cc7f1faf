import { Dropout, Embedding, Linear, linearCrossEntropy, matMul, normal } from '@dl/core';
import { expectPositiveInteger, expectRng, expectTensor, readOptions } from '@dl/core/check';
import { keepArguments, makeVariables, weightOf } from '@dl/core/extend';
import type { StepDecoder } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { noiseOf } from '../check/noise-options';
import { TransformerDecoder } from '../stack/decoder';
import {
  type CausalForwardOptions,
  type CausalLossOptions,
  FORWARD_OPTIONS,
  LOSS_OPTIONS,
} from './causal-call';
import { CAUSAL_OPTIONS, type CausalOptions } from './causal-options';
import {
  type CausalState,
  emptyState,
  expectReal,
  expectState,
  paddingMask,
  placesOf,
  realOf,
  selectRows,
} from './causal-state';
import { readPrompts } from './prompts';
import { segmentsOf } from './segments';

/** How wide initial weights are drawn, as GPT-2's. */
const STD = 0.02;

/**
 * Says at every position which token comes next, from those before it alone:
 *
 *     x₀ = E[ids] + P,  xᵢ = blockᵢ(xᵢ₋₁),  p(next | before) = softmax(norm(xₙ) Wᵀ)
 *
 * with learned positions P, or none where `positions` (`rotary()`, `alibi()`) tell attention. `Gpt` and `Llama` are it with their
 * forms. It is a `StepDecoder`: `generate`, `streamTokens` and `beamSearch` of `@dl/text` write by it.
 *
 * ```ts
 * const { state, start } = model.start([[5, 3, 8]]);
 * const [row] = await generate(model, { state, start, maxLength: 100, sampling: { rng, topP: 0.9 } });
 * ```
 */
export class CausalLanguageModel implements StepDecoder<CausalState> {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'CausalLanguageModel';
  /** E [vocabulary, size] */
  readonly embedding: Embedding;
  /** P [context, size], where they are learned. */
  readonly positions: Embedding | undefined;
  readonly decoder: TransformerDecoder;
  /** W [size, vocabulary]; where it is tied none: it is E. */
  readonly head: Linear | undefined;
  readonly size: number;
  readonly context: number;
  readonly #drop: Dropout;
  /** What errors call it. */
  readonly #name: string;

  /** @throws RangeError for sizes and options that do not fit; TypeError for an invalid option */
  constructor(
    readonly vocabSize: number,
    options: CausalOptions,
  ) {
    keepArguments(this, CausalLanguageModel, [vocabSize, options]);
    // Its own, of a class that extends this one.
    const where = new.target.className;
    this.#name = where;
    expectPositiveInteger(where, 'vocabSize', vocabSize);
    const own = readOptions(where, options, CAUSAL_OPTIONS);
    const { size, context, tied = false, ...rest } = own;
    const { rng, positions, dropout = 0, layers } = own;
    const { init = normal({ std: STD }) } = own;
    const { outputInit = normal({ std: STD / Math.sqrt(2 * layers) }) } = own;
    expectPositiveInteger(where, 'size', size);
    expectPositiveInteger(where, 'context', context);
    expectRng(where, rng);
    this.size = size;
    this.context = context;
    this.#drop = new Dropout(dropout);
    const drawn = { rng, init };
    const blocks = { ...rest, init, outputInit, maxLength: context };
    const made = makeVariables(where, () => ({
      embedding: new Embedding(vocabSize, size, drawn),
      positions: positions ? undefined : new Embedding(context, size, drawn),
      decoder: new TransformerDecoder(size, blocks),
      head: tied ? undefined : new Linear(size, vocabSize, { ...drawn, bias: false }),
    }));
    this.embedding = made.embedding;
    this.positions = made.positions;
    this.decoder = made.decoder;
    this.head = made.head;
  }

  /**
   * The logits of the next token behind each of `ids` int32 [batch, time]: [batch, time, vocabulary].
   *
   * @throws ShapeError, RangeError for ids outside of the vocabulary or more than `context` of them, TypeError, Error; for
   *   dropout without `rng` while training
   */
  forward(ids: tf.Tensor, options?: CausalForwardOptions): tf.Tensor3D {
    const where = `${this.#name}.forward`;
    const own = readOptions(where, options, FORWARD_OPTIONS);
    return tf.tidy(() => this.logits(this.#features(where, ids, own)) as tf.Tensor3D);
  }

  /** The logits of features [..., size] behind the last norm: [..., vocabulary]. @throws ShapeError, TypeError */
  logits(features: tf.Tensor): tf.Tensor {
    if (this.head !== undefined) return this.head.forward(features);
    return matMul(features, this.embedding.weight, { transposeB: true });
  }

  /**
   * The mean of −log p(label) in nats, of `labels` int32 [batch, time]: the token behind each of `ids`. Logits of a large vocabulary are
   * never kept whole.
   *
   * @throws as `forward`
   */
  loss(ids: tf.Tensor, labels: tf.Tensor, options?: CausalLossOptions): tf.Scalar {
    const where = `${this.#name}.loss`;
    const { labelSmoothing, ignoreIndex, ...own } = readOptions(where, options, LOSS_OPTIONS);
    return tf.tidy(() => {
      const x = this.#features(where, ids, own);
      const weight = this.head === undefined ? this.embedding.weight : weightOf(this.head);
      return linearCrossEntropy(x, weight, labels, {
        transposed: this.head === undefined,
        ...(labelSmoothing !== undefined && { labelSmoothing }),
        ...(ignoreIndex !== undefined && { ignoreIndex }),
      });
    });
  }

  /**
   * Reads prompts, each of a token or more, all at once: the state behind them but for the last token of each, and these. Shorter ones
   * are filled up in front. Behind a `state`, which stays as it is: a prefix that many prompts share is read once. There, with rotary
   * positions, alibi or a window, all are of one length. The new state's tensors are the caller's to dispose.
   *
   * @throws TypeError, RangeError for ids outside of the vocabulary, an empty prompt, more than `context` tokens, their padding included
   */
  start(
    prompts: readonly ArrayLike<number>[],
    state?: CausalState,
  ): { state: CausalState; start: number[] } {
    const where = `${this.#name}.start`;
    const { ids, rows, time, real, last } = readPrompts(where, prompts, this.vocabSize);
    const before = state ?? emptyState(rows);
    expectState(where, before, rows);
    if (time === 0) return { state: before, start: last };
    if (real !== undefined && before.length > 0 && this.#isRelative()) {
      throw new RangeError(
        `${where}: prompts: expected prompts of equal length behind a state, since padding between would change distances`,
      );
    }
    this.#expectRoom(where, 'prompts', before.length + time + 1);
    return tf.tidy(() => {
      const tokens = tf.tensor2d(ids, [rows, time], 'int32');
      return { state: this.#read(tokens, before, real).state, start: last } as never;
    });
  }

  /**
   * Reads more tokens of each row, all at once, without a word of what comes next: int32 [rows, time] → the next state.
   *
   * @param real of each row which are tokens (1) and which padding (0). Default: all are tokens
   * @throws ShapeError, TypeError, RangeError for tokens and a state that do not fit, and more than `context` of them
   */
  read(tokens: tf.Tensor2D, state?: CausalState, real?: readonly Uint8Array[]): CausalState {
    const where = `${this.#name}.read`;
    expectTensor(where, 'tokens', tokens, ['rows', 'time'], 'int32');
    const [rows, time] = tokens.shape;
    const before = state ?? emptyState(rows);
    expectState(where, before, rows);
    expectReal(where, real, [rows, time]);
    this.#expectRoom(where, 'tokens', before.length + time);
    return tf.tidy(() => this.#read(tokens, before, real).state as never);
  }

  /**
   * One step of decoding: `tokens` int32 [rows] → logits [rows, vocabulary] and the next state.
   *
   * @throws ShapeError, TypeError, RangeError for tokens and a state that do not fit, and behind `context` tokens
   */
  step(tokens: tf.Tensor1D, state: CausalState): { logits: tf.Tensor2D; state: CausalState } {
    const where = `${this.#name}.step`;
    expectTensor(where, 'tokens', tokens, ['rows'], 'int32');
    const [rows] = tokens.shape;
    expectState(where, state, rows);
    this.#expectRoom(where, 'state', state.length + 1);
    return tf.tidy(() => {
      const made = this.#read(tf.reshape(tokens, [rows, 1]), state, undefined);
      const last = tf.reshape(made.output, [rows, this.size]);
      return { logits: this.logits(last), state: made.state } as never;
    });
  }

  /** The state of these rows, in this order. */
  select(state: CausalState, rows: Int32Array): CausalState {
    return tf.tidy(() => selectRows(state, rows) as never);
  }

  #features(where: string, ids: tf.Tensor, own: CausalForwardOptions): tf.Tensor {
    expectTensor(where, 'ids', ids, ['batch', 'time'], 'int32');
    this.#expectRoom(where, 'ids', ids.shape[1] as number);
    const [batch, time] = ids.shape as [number, number];
    const { segments, ...rest } = own;
    const packed = segments && segmentsOf(where, { segments, mask: own.mask }, [batch, time]);
    const x = this.#embedded(ids, packed?.places ?? placesOf(undefined, 0, time));
    const told = packed === undefined ? rest : { ...rest, mask: packed.mask };
    return this.decoder.forward(this.#drop.forward(x, noiseOf(own, 'embedding')), told);
  }

  #read(
    tokens: tf.Tensor2D,
    before: CausalState,
    more: readonly Uint8Array[] | undefined,
  ): { output: tf.Tensor3D; state: CausalState } {
    const { caches, rows, length } = before;
    const [, time] = tokens.shape;
    const real = realOf(before, more, time);
    const x = this.#embedded(tokens, placesOf(real, length, time));
    const made = this.decoder.step(x, {
      caches: length === 0 ? undefined : caches,
      mask: paddingMask(real),
    });
    const state = { caches: made.caches, rows, length: length + time, real };
    return { output: made.output, state };
  }

  #embedded(ids: tf.Tensor, places: tf.Tensor): tf.Tensor {
    const tokens = this.embedding.forward(ids);
    if (this.positions === undefined) return tokens;
    return tf.add(tokens, this.positions.forward(places));
  }

  /** Whether padding between two tokens changes what one is to the other. */
  #isRelative(): boolean {
    return this.positions === undefined || this.decoder.blocks[0]?.window !== undefined;
  }

  #expectRoom(where: string, name: string, positions: number): void {
    if (positions <= this.context) return;
    const most = `at most ${this.context} positions`;
    throw new RangeError(`${where}: ${name}: expected ${most}, got ${positions}`);
  }
}
