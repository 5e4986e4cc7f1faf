import { type Rng, random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Draw } from './draw';

/** What is made when a call is made: an argument that can be described, changed and made again. */
export class Material {
  constructor(
    readonly make: () => unknown,
    /** How reports show it. */
    readonly text: string,
  ) {}
}

type Kind = 'float32' | 'int32' | 'bool' | 'string';

/** Options of which `name` is right when it is read first, and `later` from then on. */
export class Shifting {
  constructor(
    readonly options: Readonly<Record<string, unknown>>,
    readonly name: string,
    readonly later: unknown,
  ) {}
}

/** A tensor to be made: of seeded numbers in [−1, 1), or integers from 0 to below `limit`. */
export class TensorMaterial extends Material {
  constructor(
    readonly shape: readonly number[],
    readonly dtype: Kind,
    readonly limit: number,
    readonly variable: boolean,
    /** Put in the place of some numbers. */
    readonly strange: number | undefined,
    /** Written over the first size of its shape, once it is made. */
    readonly written?: number,
  ) {
    const more = strange === undefined ? '' : ` with ${strange}`;
    const over = written === undefined ? '' : ` with shape[0] = ${written}`;
    super(
      () => {
        const tensor = makeTensor(this);
        if (written !== undefined && tensor.rank > 0) tensor.shape[0] = written;
        return tensor;
      },
      `${variable ? 'variable' : dtype}[${shape}]${more}${over}`,
    );
  }
}

function makeTensor({ shape, dtype, limit, variable, strange }: TensorMaterial): tf.Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const number = (i: number) => ((Math.imul(i + 1, 2654435761) >>> 0) / 2 ** 32) * 2 - 1;
  if (dtype === 'string') {
    return tf.tensor(Array.from({ length: size }, String), shape as number[], 'string');
  }
  const values = Float32Array.from({ length: size }, (_, i) =>
    dtype === 'float32' ? number(i) : Math.floor(((number(i) + 1) / 2) * limit),
  );
  if (strange !== undefined) for (let i = 0; i < size; i += 3) values[i] = strange;
  const data = dtype === 'float32' ? values : Array.from(values, (value) => Math.trunc(value) || 0);
  const tensor = tf.tensor(data, shape as number[], dtype);
  if (!variable) return tensor;
  const made = tf.variable(tensor);
  tensor.dispose();
  return made;
}

/** A float32 tensor of this shape. */
export const floats = (...shape: number[]) =>
  new TensorMaterial(shape, 'float32', 1, false, undefined);
/** A float32 tensor of this shape whose numbers are all 0.5. */
export const positives = (...shape: number[]) =>
  lazily(`positive[${shape}]`, () => tf.fill(shape, 0.5));
/** An int32 tensor of this shape, of numbers from 0 to `limit` − 1. */
export const ids = (limit: number, ...shape: number[]) =>
  new TensorMaterial(shape, 'int32', limit, false, undefined);
/** A bool tensor of this shape. */
export const flags = (...shape: number[]) => new TensorMaterial(shape, 'bool', 2, false, undefined);
/** A float32 Variable of this shape. */
export const weights = (...shape: number[]) =>
  new TensorMaterial(shape, 'float32', 1, true, undefined);
/** A seeded generator of random numbers. */
export const generator = (draw: Draw) => {
  const seed = draw.int(0, 99);
  return new Material((): Rng => random(seed), `random(${seed})`);
};
/** What `make` gives, made for each call anew; `text` stands for it in reports. */
export const lazily = (text: string, make: () => unknown) => new Material(make, text);
/** What is never changed: the name of a place, which a package writes out. */
export class Fixed extends Material {}
/** A text that is never changed. */
export const fixed = (text: string) => new Fixed(() => text, JSON.stringify(text));
