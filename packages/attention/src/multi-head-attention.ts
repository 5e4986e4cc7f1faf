import type { Linear, RmsNorm } from '@dl/core';
import { expected, expectRng, expectTensor, readOptions } from '@dl/core/check';
import { keepArguments } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import {
  appended,
  expectKeyValues,
  expectReach,
  expectRoom,
  expectStepMask,
  type KeyValues,
  ownCache,
  seenOf,
  wholeCache,
  withinWindow,
} from './cache';
import { expectMultiHead } from './check-multi-head';
import { type Attended, tidyAttended } from './composite';
import { normPacked, readQkNorm } from './head-norms';
import { mergeHeads } from './heads';
import { makeProjections } from './make-projections';
import type { Mask } from './mask';
import {
  FORWARD_OPTIONS,
  LAYER_OPTIONS,
  type MultiHeadAttentionOptions,
  type MultiHeadOptions,
  STEP_OPTIONS,
  type StepOptions,
} from './multi-head-options';
import { packedAttention } from './packed';
import { type Plan, planAttention } from './plan';
import { type Positions, turnPacked } from './positions';
import { type HeadSizes, projectMemory, projectQueries, projectSelf } from './projections';
import { seenRows } from './seen-rows';
import { stepInPlace } from './step-in-place';
import { attended, attendedWithWeights, mayBePacked } from './tapped';

const CAUSAL: Mask = { causal: true };

/**
 * Several attentions side by side, each over its own projection of the input, y = concat(head₁ … headₙ) Wo + bo with
 * headᵢ = attend(x Wqᵢ + bqᵢ, m Wkᵢ + bkᵢ, m Wvᵢ + bvᵢ). As `torch.nn.MultiheadAttention` with `batch_first=True`; `fromTorch` and
 * `toTorch` of core know its layout. With `kvHeads` under `heads` it is grouped-query attention, with 1 multi-query.
 *
 * Vaswani et al., Attention is all you need, 2017. Ainslie et al., GQA, 2023.
 */
export class MultiHeadAttention implements HeadSizes {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'MultiHeadAttention';
  /** What `fromTorch` and `toTorch` read it by. */
  static readonly torchCodec: string = 'multiHeadAttentionTorch of @dl/attention/torch';

  /** Wq, Wk, Wv side by side [size, (heads + 2 kvHeads) depth]; Wq alone where there is `memory` */
  readonly input: Linear;
  /** Wk, Wv side by side [memorySize, 2 kvHeads depth] of a memory of another width */
  readonly memory: Linear | undefined;
  /** Wo [size, outputSize] */
  readonly output: Linear;
  /** Of each query, [depth]; with `qkNorm` */
  readonly queryNorm: RmsNorm | undefined;
  /** Of each key, [depth]; with `qkNorm` */
  readonly keyNorm: RmsNorm | undefined;
  readonly kvHeads: number;
  /** Of a head, size / heads */
  readonly depth: number;
  readonly memorySize: number;
  readonly dropout: number;
  readonly positions: Positions | undefined;
  /** What scores are multiplied by */
  readonly scale: number;
  readonly maxLength: number;

  /**
   * @throws RangeError for a size or an option out of range, heads that do not divide size, or kvHeads that do not divide
   *   heads; TypeError for an invalid option
   */
  constructor(
    readonly size: number,
    readonly heads: number,
    options: MultiHeadAttentionOptions,
  ) {
    keepArguments(this, MultiHeadAttention, [size, heads, options]);
    const given = readOptions('MultiHeadAttention', options, LAYER_OPTIONS);
    const { rng, kvHeads = heads, memorySize = size, bias, dropout = 0, init } = given;
    const { positions, qkNorm = false } = given;
    expectMultiHead(size, heads, { kvHeads, memorySize, positions, maxLength: given.maxLength });
    expectRng('MultiHeadAttention', rng);
    this.depth = size / heads;
    this.kvHeads = kvHeads;
    this.memorySize = memorySize;
    this.dropout = dropout;
    this.positions = positions;
    this.scale = given.scale ?? 1 / Math.sqrt(this.depth);
    this.maxLength = given.maxLength ?? Number.POSITIVE_INFINITY;
    const norms = readQkNorm('MultiHeadAttention', qkNorm);
    const { outputInit, outputSize } = given;
    const drawn = { rng, bias, norms, init, outputInit, outputSize };
    const made = makeProjections(size, this.depth, kvHeads, memorySize, drawn);
    this.input = made.input;
    this.memory = made.memory;
    this.output = made.output;
    this.queryNorm = made.queryNorm;
    this.keyNorm = made.keyNorm;
  }

  /**
   * `query` float32 [batch, query, size] → [batch, query, outputSize]: it looks at itself, or at `memory`. A query that sees no key
   * gives the output's bias. With `weights`, output and the weights of every head, [batch, heads, query, key].
   *
   * @throws ShapeError for a query, a memory, a mask or a bias that does not fit; RangeError for a sequence over `maxLength`, or
   *   dropout without `rng` while training; TypeError, Error
   */
  forward(query: tf.Tensor, options: MultiHeadOptions & { weights: true }): Attended;
  forward(query: tf.Tensor, options?: MultiHeadOptions & { weights?: false }): tf.Tensor3D;
  forward(query: tf.Tensor, options?: MultiHeadOptions): tf.Tensor3D | Attended {
    const where = 'MultiHeadAttention.forward';
    const { memory, weights, ...rest } = readOptions(where, options, FORWARD_OPTIONS);
    const known = memory === undefined || memory instanceof tf.Tensor ? memory : ownCache(memory);
    const plan = this.#plan(where, query, known, rest);
    const project = () => this.#project(query, known, plan);
    if (!weights) {
      if (known === undefined && mayBePacked(this)) {
        return tf.tidy(() => {
          const rows = this.input.forward(seenRows(query, 'both', plan, plan.sizes));
          const made = normPacked(rows, this);
          const { heads, kvHeads, depth } = this;
          const qkv = turnPacked(this.positions, made, heads + kvHeads, depth, 0);
          return this.output.forward(packedAttention(qkv, plan)) as tf.Tensor3D;
        });
      }
      return tf.tidy(() => this.#finish(attended(this, ...project(), plan)));
    }
    return tidyAttended(() => {
      const { output, weights } = attendedWithWeights(this, ...project(), plan);
      return { output: this.#finish(output), weights };
    });
  }

  /**
   * The keys and values of a memory [batch, key, memorySize], made once for all steps of a decoder.
   *
   * @throws ShapeError, TypeError, Error for a memory that does not fit
   */
  remember(memory: tf.Tensor): KeyValues {
    const where = 'MultiHeadAttention.remember';
    expectTensor(where, 'memory', memory, ['batch', 'key', this.memorySize], 'float32', 'batch');
    const [keys, values] = tf.tidy(() =>
      projectMemory(memory, this.memory ?? this.input, this),
    ) as [tf.Tensor4D, tf.Tensor4D];
    return wholeCache(keys, values, memory.shape[1] as number);
  }

  /**
   * The next positions of a sequence, one or several: `x` float32 [batch, time, size] → output [batch, time, outputSize] and the
   * cache for the step after it. Step by step is as the whole at once with the same mask (default causal). The old cache
   * stays as it is, and the caller's to dispose; on WASM the new one shares its data where no other step went on from it, so that a
   * token copies nothing. With a causal window the cache holds no more than the window needs.
   *
   * @throws as `forward`, and ShapeError for a cache of another batch or layer; RangeError for a mask with `offset` or
   *   `lengths`, or with a wider window than the steps before
   */
  step(x: tf.Tensor, options?: StepOptions): { output: tf.Tensor3D; cache: KeyValues } {
    const where = 'MultiHeadAttention.step';
    const { cache: given, mask = CAUSAL, ...rest } = readOptions(where, options, STEP_OPTIONS);
    const cache = given === undefined ? undefined : ownCache(given);
    if (this.memory !== undefined) {
      throw new Error(`${where}: expected attention of a sequence to itself, got one to a memory`);
    }
    expectTensor(where, 'x', x, ['batch', 'time', this.size], 'float32', 'batch');
    const [batch, time] = x.shape as [number, number];
    expectStepMask(where, mask);
    if (cache !== undefined) {
      expectKeyValues(where, 'cache', cache, batch, this.kvHeads, this.depth);
      expectReach(where, cache, mask);
    }
    const before = cache?.position ?? 0;
    expectRoom(where, 'cache', before + time, this.maxLength);
    const keys = (cache?.length ?? 0) + time;
    const plan = this.#planOf(where, batch, time, keys, { ...rest, mask }, true);
    return tf.tidy(() => {
      const made = stepInPlace(this, x, cache, plan);
      if (made !== undefined) {
        const output = this.output.forward(made.heads) as tf.Tensor3D;
        return { output, cache: withinWindow(made.cache, mask) } as never;
      }
      const [q, k, v] = projectSelf(x, this, before);
      const all = appended(cache, k, v);
      const output = this.#finish(attended(this, q, all.keys, all.values, plan));
      return { output, cache: withinWindow(all, mask) } as never;
    });
  }

  #plan(
    where: string,
    x: tf.Tensor,
    memory: tf.Tensor | KeyValues | undefined,
    options: Omit<MultiHeadOptions, 'memory' | 'weights'>,
  ): Plan {
    expectTensor(where, 'query', x, ['batch', 'query', this.size], 'float32', 'batch');
    const [batch, queries] = x.shape as [number, number];
    if (memory === undefined) {
      if (this.memory !== undefined) {
        throw new TypeError(expected(`${where}: memory`, 'a tensor', memory));
      }
      expectRoom(where, 'query', queries, this.maxLength);
      return this.#planOf(where, batch, queries, queries, options, true);
    }
    if (memory instanceof tf.Tensor) {
      expectTensor(where, 'memory', memory, [batch, 'key', this.memorySize]);
      return this.#planOf(where, batch, queries, memory.shape[1] as number, options, false);
    }
    expectKeyValues(where, 'memory', memory, batch, this.kvHeads, this.depth);
    return this.#planOf(where, batch, queries, memory.length, options, false);
  }

  #planOf(
    where: string,
    batch: number,
    queries: number,
    keys: number,
    { mask, bias, training, rng }: MultiHeadOptions,
    self: boolean,
  ): Plan {
    const { heads, kvHeads, depth, dropout, scale } = this;
    const valueDepth = depth;
    const sizes = { rank: 4, batch, heads, kvHeads, queries, keys, depth, valueDepth } as const;
    const alibi = self ? this.positions?.slopes?.(heads) : undefined;
    return planAttention(where, sizes, { mask, scale, bias, alibi, dropout, training, rng });
  }

  #project(
    x: tf.Tensor,
    memory: tf.Tensor | KeyValues | undefined,
    plan: Plan,
  ): [tf.Tensor, tf.Tensor, tf.Tensor] {
    if (memory === undefined) return projectSelf(seenRows(x, 'both', plan, plan.sizes), this, 0);
    const q = projectQueries(seenRows(x, 'queries', plan, plan.sizes), this.input, this);
    if (!(memory instanceof tf.Tensor)) return [q, ...seenOf(memory)];
    const seen = seenRows(memory, 'keys', plan, plan.sizes);
    const [k, v] = projectMemory(seen, this.memory ?? this.input, this) as [tf.Tensor, tf.Tensor];
    return [q, k, v];
  }

  #finish(heads: tf.Tensor): tf.Tensor3D {
    return this.output.forward(mergeHeads(heads));
  }
}
