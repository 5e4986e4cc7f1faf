import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import {
  expectFinite,
  expectInteger,
  expectNonNegative,
  expectPositiveInteger,
} from '../check/number';
import { expectFloatRange, expectItems, expectRange, MOST } from './check-draw';
import { type ChoiceOptions, choose } from './choose';
import { exact, sizeOf, toGaussian, toNormal, toUniform } from './draws';
import { childKey, foldKey, type Key, seedKey } from './keys';
import { replayed } from './replay';
import { threefry } from './threefry';

/** Where a generator stands, as JSON can hold it. */
export interface RngState {
  readonly key: readonly [number, number];
  readonly counter: number;
}

/**
 * A seeded generator: the same seed gives the same numbers, on every backend.
 *
 * @param seed any safe integer, or a text
 * @throws RangeError if there is no such seed
 * @example
 * ```ts
 * const noise = random(42).fold('noise').normal([2, 3]); // a stream of its own
 * ```
 */
export function random(seed: number | string): Rng {
  return Rng.from({ key: seedKey('random', seed), counter: 0 });
}

/**
 * A stream of random numbers: a key that never changes, and a counter that each draw moves on
 * (Threefry-2x32, counter-based). `split` and `fold` give streams that are independent of it.
 */
export class Rng {
  readonly #key: Key;
  #counter: number;

  private constructor(key: Key, counter: number) {
    this.#key = key;
    this.#counter = counter;
  }

  /**
   * The generator that was in `state`, to draw on as it would have.
   *
   * @throws RangeError if `state` is none
   */
  static from(state: RngState): Rng {
    const [k0, k1] = state?.key ?? [];
    if (state === null || k0 !== (k0 as number) >>> 0 || k1 !== (k1 as number) >>> 0) {
      throw new RangeError(expected('Rng.from: key', 'two unsigned 32-bit integers', state?.key));
    }
    expectInteger('Rng.from', 'counter', state.counter, 0);
    return new Rng([k0, k1], state.counter);
  }

  /** Where it stands, for `Rng.from`. */
  state(): RngState {
    return { key: this.#key, counter: this.#counter };
  }

  /** `n` new, independent generators. Moves the counter: a second split gives others. */
  split(n = 2): Rng[] {
    expectPositiveInteger('Rng.split', 'n', n, 2 ** 24);
    return Array.from({ length: n }, () => new Rng(childKey(this.#key, this.#advance(1)), 0));
  }

  /**
   * The generator that `data` names under this key: the same one whenever it is asked for, however
   * much was drawn in between. `rng.fold(step)` makes a run that is resumed draw what it would have.
   */
  fold(data: number | string): Rng {
    return new Rng(foldKey(this.#key, data), 0);
  }

  /** One number from [0, 1), with 53 random bits. */
  next(): number {
    return this.#bits53() / 2 ** 53;
  }

  /** One integer from `low` to `high` - 1, unbiased. */
  int(low: number, high: number): number {
    expectRange('Rng.int', low, high, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    return low + this.#below(high - low);
  }

  /** One number of the normal distribution. */
  gaussian(mean = 0, std = 1): number {
    expectFinite('Rng.gaussian', 'mean', mean);
    expectNonNegative('Rng.gaussian', 'std', std);
    this.#block();
    return mean + std * toGaussian(scratch[0] as number, scratch[1] as number);
  }

  /** A new array of the same items in random order. */
  shuffle<T>(items: ArrayLike<T>): T[] {
    expectItems('Rng.shuffle', items);
    const shuffled = Array.from(items);
    this.#shuffle(shuffled);
    return shuffled;
  }

  /** The integers from 0 to `n` - 1 in random order. */
  permutation(n: number): Int32Array {
    expectInteger('Rng.permutation', 'n', n, 0, MOST);
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    this.#shuffle(order);
    return order;
  }

  /**
   * Draws from the items, or from the integers under `from`: one, or an array of `size`.
   *
   * @throws RangeError if there is nothing to choose from, if `size` needs more than there is, or if
   *   `p` has another length than the items, a negative weight or none over 0
   */
  choice(from: number, options: ChoiceOptions & { readonly size: number }): number[];
  choice(from: number, options?: ChoiceOptions): number;
  choice<T>(from: ArrayLike<T>, options: ChoiceOptions & { readonly size: number }): T[];
  choice<T>(from: ArrayLike<T>, options?: ChoiceOptions): T;
  choice<T>(from: number | ArrayLike<T>, options?: ChoiceOptions): unknown {
    if (typeof from !== 'number') expectItems('Rng.choice', from);
    const count = typeof from === 'number' ? from : from.length;
    const chosen = choose(this, count, options);
    const items = typeof from === 'number' ? chosen : chosen.map((i) => from[i]);
    return options?.size === undefined ? items[0] : items;
  }

  /** A float32 tensor of numbers from [`low`, `high`). */
  uniform(shape: readonly number[], low = 0, high = 1): tf.Tensor {
    const size = sizeOf('Rng.uniform', shape);
    return tf.tensor(this.uniformArray(size, low, high), shape as number[], 'float32');
  }

  /** A float32 tensor of numbers of the normal distribution. */
  normal(shape: readonly number[], mean = 0, std = 1): tf.Tensor {
    const size = sizeOf('Rng.normal', shape);
    return tf.tensor(this.normalArray(size, mean, std), shape as number[], 'float32');
  }

  /** An int32 tensor of integers from `low` to `high` - 1, unbiased. */
  integers(low: number, high: number, shape: readonly number[]): tf.Tensor {
    expectRange('Rng.integers', low, high, -(2 ** 31), 2 ** 31);
    const size = sizeOf('Rng.integers', shape);
    const words = this.#words(size);
    const values = new Int32Array(words.buffer);
    const range = high - low;
    const limit = 2 ** 32 - (2 ** 32 % range); // words past the last whole range would favour low values
    for (let i = 0; i < size; i++) {
      let word = words[i] as number;
      while (word >= limit) {
        this.#block();
        word = scratch[0] as number;
      }
      values[i] = low + (word % range);
    }
    return tf.tensor(exact(values, size), shape as number[], 'int32');
  }

  /** `length` float32 numbers from [`low`, `high`), with 24 random bits each; both ends are rounded to float32. */
  uniformArray(length: number, low = 0, high = 1): Float32Array {
    expectInteger('Rng.uniformArray', 'length', length, 0, MOST);
    const [start, end] = expectFloatRange('Rng.uniformArray', low, high);
    return exact(toUniform(this.#words(length), start, end), length);
  }

  /**
   * Takes `length` numbers of `uniformArray` without computing them: where they begin, for a program that does so itself.
   *
   * @throws RangeError for a length that is none
   */
  reserve(length: number): RngState {
    expectInteger('Rng.reserve', 'length', length, 0, MOST);
    return { key: this.#key, counter: this.#advance(Math.ceil(length / 2)) };
  }

  /** `length` float32 numbers of the normal distribution. */
  normalArray(length: number, mean = 0, std = 1): Float32Array {
    expectInteger('Rng.normalArray', 'length', length, 0, MOST);
    expectFinite('Rng.normalArray', 'mean', mean);
    expectNonNegative('Rng.normalArray', 'std', std);
    return exact(toNormal(this.#words(length), mean, std), length);
  }

  #shuffle(items: { [index: number]: unknown; readonly length: number }): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.#below(i + 1);
      const item = items[i];
      items[i] = items[j];
      items[j] = item;
    }
  }

  /** An integer under `range`, which is at most 2^53. What lies past the last whole range is drawn anew. */
  #below(range: number): number {
    const bits = range <= 2 ** 32 ? 2 ** 32 : 2 ** 53;
    for (;;) {
      const value = bits === 2 ** 32 ? this.#bits32() : this.#bits53();
      const rest = value % range;
      if (value - rest <= bits - range) return rest;
    }
  }

  #bits32(): number {
    this.#block();
    return scratch[0] as number;
  }

  #bits53(): number {
    this.#block();
    return ((scratch[0] as number) >>> 5) * 2 ** 26 + ((scratch[1] as number) >>> 6);
  }

  /** The next two words, into `scratch`. */
  #block(): void {
    const [k0, k1] = this.#key;
    const counter = this.#advance(1);
    threefry(k0, k1, counter >>> 0, (counter / 2 ** 32) | 0, scratch, 0);
  }

  /** The next `length` words, and one more if that is odd: whole blocks. */
  #words(length: number): Uint32Array<ArrayBuffer> {
    const words = new Uint32Array(length + (length % 2));
    const [k0, k1] = this.#key;
    const first = this.#advance(words.length / 2);
    for (let i = 0; i < words.length; i += 2) {
      const counter = first + i / 2;
      threefry(k0, k1, counter >>> 0, (counter / 2 ** 32) | 0, words, i);
    }
    return words;
  }

  /** Moves the counter on, and gives where it stood. */
  #advance(by: number): number {
    const again = replayed(this, this.#counter, by);
    if (again !== undefined) return again;
    const from = this.#counter;
    this.#counter += by;
    return from;
  }
}

const scratch = new Uint32Array(2);
