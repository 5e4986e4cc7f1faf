import { describeShape, expected } from '../check/describe';
import type { ArrayValue } from '../model/load-state-dict';

/** A file of Keras or tfjs-layers that is none, or has what is not known here. */
export class KerasError extends Error {
  // No static block: a page that reads no such file is to be rid of all of it.
  override get name(): string {
    return 'KerasError';
  }
}

/** The config of one layer, whose entries are checked as they are read, and its weights. */
export class KerasConfig {
  constructor(
    /** What it is, for people: `Conv2D "conv_1"`. */
    readonly where: string,
    private readonly name: string,
    private readonly entries: Readonly<Record<string, unknown>>,
    private readonly weights: ReadonlyMap<string, ArrayValue>,
    private readonly used: Set<string>,
  ) {}

  /** The error of an entry. */
  refuse(entry: string, what: string, value: unknown): KerasError {
    return new KerasError(expected(`fromKeras: ${this.where}: ${entry}`, what, value));
  }

  /** Whether there is such an entry, and it is not null. */
  has(entry: string): boolean {
    return this.#read(entry, undefined) !== undefined;
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

  number(entry: string, fallback?: number): number {
    const value = this.#read(entry, fallback);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw this.refuse(entry, 'a number', value);
  }

  /** Integers, one an axis, of at least `low`; a single one stands for all axes. */
  integers(entry: string, axes: number, { low = 1, fallback = undefined as unknown } = {}) {
    const given = this.#read(entry, fallback);
    const values = Array.isArray(given) ? given : new Array<unknown>(axes).fill(given);
    if (values.length === axes && values.every((n) => Number.isSafeInteger(n) && n >= low)) {
      return values as number[];
    }
    throw this.refuse(entry, `${axes} integers of at least ${low}`, given);
  }

  /** The entry as it is. */
  value(entry: string): unknown {
    return this.#read(entry, undefined);
  }

  /** Whether there is a weight that is called `short` in this layer. */
  hasWeight(short: string): boolean {
    return this.#find(short) !== undefined;
  }

  /** The weight that is called `short` in this layer, of so many axes. */
  weight(short: string, rank: number): ArrayValue {
    const name = this.#find(short);
    const value = name === undefined ? undefined : this.weights.get(name);
    if (name === undefined || value === undefined) {
      throw new KerasError(
        `fromKeras: ${this.where}: expected a weight ${this.name}/${short}, got none`,
      );
    }
    this.used.add(name);
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
    const own = `${this.name}/${short}`;
    if (this.weights.has(own)) return own;
    for (const name of this.weights.keys()) if (name.endsWith(`/${own}`)) return name;
    return undefined;
  }
}
