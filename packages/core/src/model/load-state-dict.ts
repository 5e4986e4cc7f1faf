import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../check/choice';
import { describeShape, describeText, describeValue, expected } from '../check/describe';
import { type OptionChecks, readOptions } from '../check/options';
import { arrayKind, ownArray } from '../check/realm';
import { isTensor, walk } from './walk';

/** Numbers in memory with the shape that they have: a float32, an int32 or (as 0 and 1) a bool array. */
export interface ArrayValue {
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}

/** What `loadStateDict` left alone; both are empty unless `strict` is false. */
export interface LoadReport {
  /** Variables of the model for which there was no value. */
  readonly missing: readonly string[];
  /** Values for which the model has no Variable. */
  readonly unexpected: readonly string[];
}

/** Values that do not fit a model: which paths, and how. */
export class StateDictError extends Error {
  override get name(): string {
    return 'StateDictError';
  }

  constructor(
    message: string,
    readonly missing: readonly string[],
    readonly unexpected: readonly string[],
    /** Of another shape or dtype, disposed, or no value at all. */
    readonly misfits: readonly string[],
  ) {
    super(message);
  }
}

export interface LoadOptions {
  /** If false, values and Variables without a counterpart are ignored; shapes and dtypes must still fit. Default true. */
  strict?: boolean;
}

const OPTIONS: OptionChecks<LoadOptions> = { strict: expectFlag };

/**
 * Copies `values` into the Variables of `model` by path. Everything is checked first: on an error the
 * model is as it was. The caller keeps its tensors and arrays; nothing is shared with them.
 *
 * @throws TypeError for invalid values or options; StateDictError naming the paths that are missing, unexpected or do not fit
 *
 * @example
 * ```ts
 * const [from, to] = [1, 2].map((seed) => new Linear(4, 3, { rng: random(seed) }));
 * await loadStateDict(to, stateDict(from)); // `to` has the weights of `from`
 * ```
 */
export function loadStateDict(
  model: unknown,
  values: Readonly<Record<string, tf.Tensor | ArrayValue>>,
  options?: LoadOptions,
): LoadReport {
  const { strict = true } = readOptions('loadStateDict', options, OPTIONS);
  if (typeof values !== 'object' || values === null) {
    throw new TypeError(expected('loadStateDict: values', 'an object of tensors by path', values));
  }
  const found: [tf.Variable, tf.Tensor | ArrayValue][] = [];
  const unexpected = new Set(Object.keys(values));
  const missing: string[] = [];
  const misfits = new Map<string, string>();
  walk('loadStateDict', model, (path, variable) => {
    if (!unexpected.delete(path)) {
      missing.push(path);
      return;
    }
    const value = values[path] as tf.Tensor | ArrayValue;
    const misfit = misfitOf(variable, value);
    if (misfit === undefined) found.push([variable, value]);
    else misfits.set(path, misfit);
  });
  const report = { missing, unexpected: [...unexpected] };
  if (misfits.size > 0 || (strict && missing.length + unexpected.size > 0)) {
    const troubles = [
      strict
        ? list(
            'missing',
            missing.map((path) => describeText(path)),
          )
        : '',
      strict
        ? list(
            'unexpected',
            report.unexpected.map((path) => describeText(path)),
          )
        : '',
      list(
        'that do not fit',
        [...misfits].map(([path, misfit]) => `${describeText(path)} (${misfit})`),
      ),
    ].filter((trouble) => trouble !== '');
    const message = `loadStateDict: expected values that fit the model, got ${troubles.join('; ')}`;
    throw new StateDictError(message, missing, report.unexpected, [...misfits.keys()]);
  }
  // Every copy is made before the first is assigned: a value may be a Variable of this model.
  tf.tidy(() => {
    const copies = found.map(([, value]) => copy(value));
    found.forEach(([variable], i) => void variable.assign(copies[i] as tf.Tensor));
  });
  return report;
}

/** How `value` does not fit `variable`, if so. */
function misfitOf(variable: tf.Variable, value: tf.Tensor | ArrayValue): string | undefined {
  if (variable.isDisposed) return 'a disposed variable';
  if (typeof value !== 'object' || value === null || !Array.isArray(value.shape)) {
    return `${describeValue(value)} for a tensor`;
  }
  const dtype = dtypeOf(value);
  if (dtype === undefined) {
    const { data, dtype: stored } = value as ArrayValue & { dtype?: unknown };
    return `data: ${typeof stored === 'string' ? `${describeText(stored)} in ` : ''}${describeValue(data)}`;
  }
  if (!isSameShape(value.shape, variable.shape)) {
    return `${describeValue(value.shape)} for ${describeShape(variable.shape)}`;
  }
  if (dtype !== variable.dtype) return `${dtype} for ${variable.dtype}`;
  if (isTensor(value)) return value.isDisposed ? 'a disposed tensor' : undefined;
  const { length } = value.data;
  if (length !== variable.size) return `${length} numbers for ${variable.size}`;
  if (dtype !== 'bool') return undefined;
  const wrong = value.data.findIndex((byte: number) => byte > 1);
  return wrong < 0 ? undefined : `${value.data[wrong]} for a bool at entry ${wrong}`;
}

/** Whether two shapes are equal, axis by axis; a string is never a size. */
export function isSameShape(a: readonly unknown[], b: readonly number[]): boolean {
  return a.length === b.length && b.every((size, axis) => a[axis] === size);
}

const DTYPES: Readonly<Record<string, tf.DataType>> = {
  Float32Array: 'float32',
  Int32Array: 'int32',
  Uint8Array: 'bool',
};
/** Dtypes of stored tensors whose arrays hold bits, or two numbers an entry. */
const ENCODED = /^(F[468]_|F4$|C64$)/;

function dtypeOf(value: tf.Tensor | ArrayValue): tf.DataType | undefined {
  if (isTensor(value)) return value.dtype;
  const { dtype } = value as { dtype?: unknown };
  if (typeof dtype === 'string' && ENCODED.test(dtype)) return undefined;
  return DTYPES[arrayKind(value.data) as string];
}

/** A tensor of the same numbers in memory of its own: `clone` would share it, and so does the cpu backend's `tensor`. */
function copy(value: tf.Tensor | ArrayValue): tf.Tensor {
  const shape = value.shape as number[];
  if (!isTensor(value)) return tf.tensor(ownArray(value.data).slice(), shape, dtypeOf(value));
  if (value.size === 0) return tf.zeros(shape, value.dtype);
  // WebGPU cannot be read at once; elsewhere the way over the host is many times faster than `tile`.
  if (tf.getBackend() !== 'webgpu') return tf.tensor(value.dataSync().slice(), shape, value.dtype);
  return tf.reshape(tf.tile(tf.reshape(value, [value.size]), [1]), shape);
}

/** `2 missing: a, b`, with ten paths at most. */
function list(what: string, paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const more = paths.length > 10 ? `, … and ${paths.length - 10} more` : '';
  return `${paths.length} ${what}: ${paths.slice(0, 10).join(', ')}${more}`;
}
