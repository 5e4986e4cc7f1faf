import type * as tf from '@tensorflow/tfjs-core';
import { describeShape, describeValue } from '../check/describe';
import { LARGEST } from '../check/number';
import type { ArrayValue } from '../model/load-state-dict';
import { activationNamed } from './activations';
import { KerasError, kerasError } from './error';
import type { MadeLayer } from './flow';
import { countedName, type KerasScope, type KerasWeights } from './names';
import { savedIndex } from './saved-index';
import { isObject } from './topology';

const FLOAT32 = 3.4028234663852886e38;

/** What the whole file gives to each of its layers. */
export interface KerasFile {
  readonly weights: KerasWeights;
  /** Keras' own version, whose defaults and formulas differ; 2 where the file says nothing. */
  readonly version: number;
  /** The codecs that the call was given. */
  readonly codecs: readonly object[];
  /** Makes a layer that a config holds: what a wrapper wraps. */
  readonly make: (config: KerasConfig) => MadeLayer;
}

/** How a layer stands in another. */
interface InnerOptions {
  readonly paths: (outer: string, name: string) => readonly string[];
  readonly saved: string | number;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The config of one layer, whose entries are checked as they are read, and its weights. */
export class KerasConfig {
  /** What it is, for people: `Conv2D "conv_1"`. */
  readonly where: string;

  constructor(
    readonly kind: string,
    readonly name: string,
    private readonly entries: Readonly<Record<string, unknown>>,
    /** Where its weights stand in the file. */
    readonly scope: KerasScope,
    private readonly file: KerasFile,
  ) {
    this.where = `${describeValue(kind).slice(1, -1)} ${describeValue(name)}`;
  }

  /** The config as that of a model, in whose layers it has its layers. */
  get model(): unknown {
    return { class_name: this.kind, config: this.entries };
  }

  /** The config of a layer of this model. */
  layer(kind: string, name: string, saved: string, entries: Readonly<Record<string, unknown>>) {
    const { outer, names, saved: own } = this.scope;
    const scope = {
      outer: [...outer, ...names],
      names: [name],
      saved: own ? `${own}/${saved}` : saved,
    };
    return new KerasConfig(kind, name, entries, scope, this.file);
  }

  /** The error of an entry. */
  refuse(entry: string, what: string, value: unknown): KerasError {
    return kerasError(`${this.where}: ${entry}`, what, value);
  }

  /** The version of Keras that wrote the file. */
  get version(): number {
    return this.file.version;
  }

  /** The codecs that `fromKeras` was given, in their order: a layer may hold parts that others of them know. */
  get codecs(): readonly object[] {
    return this.file.codecs;
  }

  /** Whether there is such an entry, and it is not null. */
  has(entry: string): boolean {
    return this.#read(entry, undefined) !== undefined;
  }

  /** Whether an entry is there, and null: elsewhere as good as none. */
  isNull(entry: string): boolean {
    return Object.hasOwn(this.entries, entry) && this.entries[entry] === null;
  }

  /** Checks that an entry, if it is there, is one of these. */
  expect(entry: string, ...allowed: readonly unknown[]): void {
    const value = this.#read(entry, allowed[0]);
    if (!allowed.includes(value)) throw this.refuse(entry, allowed.map(String).join(' or '), value);
  }

  /** One of these words. */
  word<T extends string>(entry: string, words: readonly T[], fallback: T): T {
    const value = this.#read(entry, fallback);
    if (words.includes(value as T)) return value as T;
    throw this.refuse(entry, words.join(', '), value);
  }

  flag(entry: string, fallback: boolean): boolean {
    const value = this.#read(entry, fallback);
    if (typeof value === 'boolean') return value;
    throw this.refuse(entry, 'true or false', value);
  }

  /** A number that float32 holds, from `low` to `high`. */
  number(entry: string, fallback?: number, { low = -FLOAT32, high = FLOAT32 } = {}): number {
    const value = this.#read(entry, fallback);
    if (typeof value === 'number' && value >= low && value <= high) return value;
    const from = low === -FLOAT32 ? '' : ` of at least ${low}`;
    const to = high === FLOAT32 ? '' : ` and at most ${high}`;
    throw this.refuse(entry, `a float32 number${from}${to}`, value);
  }

  /** A share that leaves something over: of what is dropped. */
  fraction(entry: string, fallback?: number): number {
    const value = this.#read(entry, fallback);
    if (typeof value === 'number' && value >= 0 && value < 1) return value;
    throw this.refuse(entry, 'a number in [0, 1)', value);
  }

  /** Integers, one an axis, from `low` to what 32 bits hold; a single one stands for all axes. */
  integers(
    entry: string,
    axes: number,
    { low = 1, high = LARGEST, fallback = undefined as unknown } = {},
  ) {
    const given = this.#read(entry, fallback);
    const values = Array.isArray(given) ? given : new Array<unknown>(axes).fill(given);
    const right = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= low;
    const fit = values.length === axes && values.every(right);
    if (fit && values.every((n) => n <= high)) return values as number[];
    // The upper bound is of interest to those alone who passed it.
    const range = fit ? `from ${low} to ${high}` : `of at least ${low}`;
    throw this.refuse(entry, `${axes === 1 ? 'an integer' : `${axes} integers`} ${range}`, given);
  }

  /** A single integer, as `integers`. */
  integer(entry: string, options?: { low?: number; high?: number; fallback?: unknown }): number {
    return this.integers(entry, 1, options)[0] as number;
  }

  /** Checks that an entry, if it is there, is the size that a weight has. */
  expectSize(entry: string, size: number): void {
    const value = this.#read(entry, size);
    if (value !== size) throw this.refuse(entry, `${size} as in the weight`, value);
  }

  /** The activation that an entry names; undefined for `linear`. */
  activation(entry = 'activation', fallback = 'linear'): ((x: tf.Tensor) => tf.Tensor) | undefined {
    return activationNamed(this, entry, this.#read(entry, fallback));
  }

  /** The entry as it is. */
  value(entry: string): unknown {
    return this.#read(entry, undefined);
  }

  /**
   * The config of a layer that this one holds: what a wrapper wraps, a cell.
   *
   * @param options.paths where its weights may stand, from where this layer's do and its own name; the likeliest first
   * @param options.saved its name in a .keras file, or which of its kind it is
   * @param options.more entries that go before its own
   */
  inner(entry: string, value: unknown, { paths, saved, more = {} }: InnerOptions): KerasConfig {
    const { class_name: kind, config } = isObject(value) ? value : {};
    if (typeof kind !== 'string' || !isObject(config)) {
      throw this.refuse(entry, 'a layer with a class_name and a config', value);
    }
    const { name = kind } = config;
    if (typeof name !== 'string') throw this.refuse(`${entry}: name`, 'a text', name);
    const { outer } = this.scope;
    const inside = {
      outer: [...outer, ...this.scope.names],
      names: [...new Set(this.scope.names.flatMap((path) => paths(path, name)))],
      saved: `${this.scope.saved}/${typeof saved === 'string' ? saved : countedName(kind, saved)}`,
    };
    return new KerasConfig(kind, name, { ...config, ...more }, inside, this.file);
  }

  /** Makes the layer that this config is of. */
  make(): MadeLayer {
    return this.file.make(this);
  }

  /** Whether there is a weight that is called `short` in this layer. */
  hasWeight(short: string): boolean {
    return this.#find(short) !== undefined;
  }

  /** The weight that is called `short` in this layer, of so many axes. */
  weight(short: string, rank: number): ArrayValue {
    const name = this.#find(short);
    if (name === undefined) {
      const wanted = describeValue(`${this.scope.names[0]}/${short}`).slice(1, -1);
      throw new KerasError(`fromKeras: ${this.where}: expected a weight ${wanted}, got none`);
    }
    const value = this.file.weights.take(name, this);
    if (value.shape.length === rank && value.shape.every((size) => size > 0)) return value;
    throw this.refuse(short, `${rank} axes that are not empty`, value.shape);
  }

  /** As `weight`, and that its axes are those of the config, before anything of that size is made. */
  kernel(
    short: string,
    wanted: Readonly<Record<string, readonly number[] | undefined>>,
    rank: number,
  ) {
    const value = this.weight(short, rank);
    for (const [entry, sizes] of Object.entries(wanted)) {
      if (sizes === undefined) continue;
      const from = entry === 'kernel_size' ? 0 : rank - sizes.length;
      const own = value.shape.slice(from, from + sizes.length);
      if (describeShape(own) !== describeShape(sizes)) {
        throw this.refuse(entry, `${describeShape(own)} as in the weight ${short}`, sizes);
      }
    }
    return value;
  }

  #read(entry: string, fallback: unknown): unknown {
    return (Object.hasOwn(this.entries, entry) ? this.entries[entry] : undefined) ?? fallback;
  }

  #find(short: string): string | undefined {
    return this.file.weights.find(this.scope, short, this.#indexOf(short), this);
  }

  #indexOf(short: string): number {
    return savedIndex(this.kind, short, (entry) => this.entries[entry] === false);
  }
}
