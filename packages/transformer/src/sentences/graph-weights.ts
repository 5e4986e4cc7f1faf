import type { ArrayValue } from '@dl/core';
import { expected } from '@dl/core/check';

/** Where a weight of a tfjs graph model lies in the bytes of all its files. */
interface Place {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly begin: number;
}

/** The weights of a tfjs graph model, as its `model.json` lists them. */
export class GraphWeights {
  /** The files that hold them, one behind the other. */
  readonly files: readonly string[];
  /** Bytes of all files together. */
  readonly size: number;
  readonly #where: string;
  readonly #places = new Map<string, Place>();
  #bytes: Uint8Array | undefined;

  /** @throws TypeError, RangeError for a file that lists no such weights */
  constructor(where: string, json: unknown) {
    this.#where = `${where}: model.json`;
    const groups = this.#list(json, 'weightsManifest');
    if (groups.length !== 1) {
      throw new RangeError(expected(`${this.#where}: weightsManifest`, 'one group', groups.length));
    }
    const files = this.#list(groups[0], 'paths');
    for (const file of files) this.#expect(typeof file === 'string', 'paths', 'texts', file);
    this.files = files as string[];
    let size = 0;
    for (const weight of this.#list(groups[0], 'weights')) {
      const { name, shape, dtype, quantization } = Object(weight) as Record<string, unknown>;
      this.#expect(typeof name === 'string', 'weights', 'a name each', name);
      this.#expect(dtype === 'float32' || dtype === 'int32', `${name}`, 'float32 or int32', dtype);
      this.#expect(quantization === undefined, `${name}`, 'no quantization', quantization);
      const isShape = Array.isArray(shape) && shape.every((n) => Number.isInteger(n) && n >= 0);
      this.#expect(isShape, `${name}`, 'a shape', shape);
      this.#expect(!this.#places.has(name as string), `${name}`, 'each weight once', name);
      const place = { shape, dtype, begin: size } as Place;
      this.#places.set(name as string, place);
      size += 4 * place.shape.reduce((product, n) => product * n, 1);
      this.#expect(size < 2 ** 31, `${name}`, 'less than 2 GiB of weights', size);
    }
    this.size = size;
  }

  /** Takes the bytes of all files. @throws RangeError for more or fewer than the weights have */
  fill(parts: readonly Uint8Array[]): void {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    if (length !== this.size) {
      throw new RangeError(expected(`${this.#where}: paths`, `${this.size} bytes in all`, length));
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#bytes = bytes;
  }

  has(name: string): boolean {
    return this.#places.has(name);
  }

  /** The shape of a weight with so many axes. @throws RangeError where it has others, or is not there */
  shapeOf(name: string, axes: number): readonly number[] {
    const { shape } = this.#place(name);
    this.#expect(shape.length === axes && !shape.includes(0), name, `${axes} axes`, shape);
    return shape;
  }

  /** The numbers of a weight in a shape of as many; after `fill`. @throws RangeError, Error */
  read(name: string, shape: readonly number[]): ArrayValue {
    const place = this.#place(name);
    // A convolution of size 1 is a product: its first two axes are of length 1.
    const axes = place.shape.length === 4 ? place.shape.slice(2) : place.shape;
    const isSame = axes.length === shape.length && axes.every((n, i) => n === shape[i]);
    this.#expect(isSame, name, `the shape [${shape}]`, place.shape);
    const count = shape.reduce((product, n) => product * n, 1);
    const whole = place.shape.reduce((product, n) => product * n, 1);
    this.#expect(count === whole, name, `${count} numbers`, whole);
    const { buffer } = this.#bytes as Uint8Array;
    const Kind = place.dtype === 'int32' ? Int32Array : Float32Array;
    return { data: new Kind(buffer as ArrayBuffer, place.begin, count), shape };
  }

  #place(name: string): Place {
    const place = this.#places.get(name);
    if (place !== undefined) return place;
    throw new RangeError(expected(`${this.#where}: weights`, name, undefined));
  }

  #list(value: unknown, name: string): readonly unknown[] {
    const own = Object(value) as Record<string, unknown>;
    const list = Object.hasOwn(own, name) ? own[name] : undefined;
    this.#expect(Array.isArray(list), name, 'a list', list);
    return list as readonly unknown[];
  }

  #expect(isRight: boolean, name: string, rule: string, value: unknown): void {
    if (!isRight) throw new RangeError(expected(`${this.#where}: ${name}`, rule, value));
  }
}
