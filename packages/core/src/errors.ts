import type { DataType, Tensor } from '@tensorflow/tfjs-core';

/** A tensor of the wrong rank or size. */
export class ShapeError extends Error {
  static {
    ShapeError.prototype.name = 'ShapeError';
  }
}

/**
 * What a shape must be, one entry an axis: a number is that size; a name is a free axis, of one size
 * wherever the name stands in the pattern; a first entry `'...'` is any number of axes.
 * `['...', 8]`, `['batch', 'time', 4]`.
 */
export type ShapePattern = readonly (number | string)[];

/**
 * Checks the shape of `tensor`. A free axis holds at least one entry, so an empty batch is refused,
 * unless `emptyAllowed`. Cheap while it holds: texts are made on failure only.
 *
 * @throws ShapeError `LstmCell.step: x: expected [batch, 8], got [4, 9]`
 * @throws TypeError if `tensor` is none: a promise, an array, nothing
 */
export function expectShape(
  where: string,
  name: string,
  tensor: { readonly shape: readonly number[] },
  pattern: ShapePattern,
  emptyAllowed = false,
): void {
  if (fits(tensor?.shape, pattern, emptyAllowed)) return;
  const wanted = describeShape(pattern);
  if (!Array.isArray(tensor?.shape)) {
    throw new TypeError(expected(`${where}: ${name}`, `a tensor ${wanted}`, tensor));
  }
  const rule = fits(tensor.shape, pattern, true) ? `${wanted} with no empty axis` : wanted;
  throw new ShapeError(`${where}: ${name}: expected ${rule}, got ${describeShape(tensor.shape)}`);
}

/**
 * Checks the dtype of `tensor`.
 *
 * @throws TypeError `Embedding.forward: ids: expected dtype int32, got float32`
 */
export function expectDtype(
  where: string,
  name: string,
  tensor: { readonly dtype: DataType },
  dtype: DataType,
): void {
  if (tensor?.dtype === dtype) return;
  if (typeof tensor?.dtype !== 'string') {
    throw new TypeError(expected(`${where}: ${name}`, `a tensor of dtype ${dtype}`, tensor));
  }
  throw new TypeError(`${where}: ${name}: expected dtype ${dtype}, got ${tensor.dtype}`);
}

/**
 * Checks that `tensor` has not been disposed.
 *
 * @throws Error `linear: x: expected a tensor that is alive, got a disposed one [4, 9]`
 */
export function expectAlive(where: string, name: string, tensor: Tensor): void {
  if (tensor?.isDisposed === false) return;
  if (tensor?.isDisposed !== true) {
    throw new TypeError(expected(`${where}: ${name}`, 'a tensor', tensor));
  }
  const shape = describeShape(tensor.shape);
  throw new Error(
    `${where}: ${name}: expected a tensor that is alive, got a disposed one ${shape}`,
  );
}

/**
 * Checks a tensor argument whole: alive, of this dtype, of this shape (see `expectShape`).
 *
 * @throws Error, TypeError or ShapeError, as `expectAlive`, `expectDtype` and `expectShape`
 */
export function expectTensor(
  where: string,
  name: string,
  tensor: Tensor,
  pattern: ShapePattern,
  dtype: DataType = 'float32',
): void {
  expectShape(where, name, tensor, pattern);
  expectDtype(where, name, tensor, dtype);
  expectAlive(where, name, tensor);
}

/**
 * Checks an integer from `low` to `high`, both allowed.
 *
 * @throws RangeError `unroll: chunk: expected an integer from 1 to 64, got 0`
 */
export function expectInteger(
  where: string,
  name: string,
  value: number,
  low = Number.MIN_SAFE_INTEGER,
  high = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && value >= low && value <= high) return;
  const from = low === Number.MIN_SAFE_INTEGER ? '' : ` from ${low}`;
  const to = high === Number.MAX_SAFE_INTEGER ? '' : ` to ${high}`;
  const least = from !== '' && to === '' ? ` of at least ${low}` : from + to;
  throw new RangeError(expected(`${where}: ${name}`, `an integer${least}`, value));
}

/**
 * Checks a size or a count: an integer of at least 1 (and at most `high`).
 *
 * @throws RangeError `Linear: inSize: expected a positive integer, got 0`
 */
export function expectPositiveInteger(
  where: string,
  name: string,
  value: number,
  high = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= high) return;
  const most = high === Number.MAX_SAFE_INTEGER ? '' : ` of at most ${high}`;
  throw new RangeError(expected(`${where}: ${name}`, `a positive integer${most}`, value));
}

/**
 * Checks a number that is neither NaN nor infinite.
 *
 * @throws RangeError `normal: mean: expected a finite number, got NaN`
 */
export function expectFinite(where: string, name: string, value: number): void {
  if (Number.isFinite(value)) return;
  throw new RangeError(expected(`${where}: ${name}`, 'a finite number', value));
}

/**
 * Checks a finite number above 0.
 *
 * @throws RangeError `adam: epsilon: expected a number over 0, got 0`
 */
export function expectPositive(where: string, name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new RangeError(expected(`${where}: ${name}`, 'a number over 0', value));
}

/**
 * Checks a finite number of at least 0.
 *
 * @throws RangeError `sgd: weightDecay: expected a number of at least 0, got -1`
 */
export function expectNonNegative(where: string, name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new RangeError(expected(`${where}: ${name}`, 'a number of at least 0', value));
}

/**
 * Checks a share that leaves something over: 0 ≤ value < 1 (a dropout rate, a momentum).
 *
 * @throws RangeError `dropout: rate: expected a number in [0, 1), got 1`
 */
export function expectFraction(where: string, name: string, value: number): void {
  if (typeof value === 'number' && value >= 0 && value < 1) return;
  throw new RangeError(expected(`${where}: ${name}`, 'a number in [0, 1)', value));
}

/**
 * Checks an option that is one of a few words.
 *
 * @throws RangeError `RnnCell: activation: expected "tanh" or "relu", got "softsign"`
 */
export function expectOneOf(
  where: string,
  name: string,
  value: string,
  choices: readonly string[],
): void {
  if (choices.includes(value)) return;
  const words = choices.map((choice) => JSON.stringify(choice));
  const last = words.pop();
  const list = words.length === 0 ? `${last}` : `${words.join(', ')} or ${last}`;
  throw new RangeError(expected(`${where}: ${name}`, list, value));
}

/** The text of an error about any value: `<where>: expected <what>, got <value>`. */
export function expected(where: string, what: string, value: unknown): string {
  return `${where}: expected ${what}, got ${describeValue(value)}`;
}

/** A shape or a pattern as errors show it: `[4, 9]`, `[batch, 8]`. */
export function describeShape(shape: ShapePattern): string {
  return `[${shape.join(', ')}]`;
}

/** Any value in a few words, whatever its size: `"tanh"`, `-3`, `a float32 tensor [4, 9]`, `a Promise`. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  }
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return String(value);
  const { shape, dtype } = value as Partial<Tensor>;
  if (Array.isArray(shape) && dtype !== undefined) {
    return `${article(dtype)} ${dtype} tensor ${describeShape(shape)}`;
  }
  if (Array.isArray(value)) {
    const shown = value
      .slice(0, 8)
      .map((item) => (Array.isArray(item) ? '[…]' : describeValue(item)));
    return `[${shown.join(', ')}${value.length > 8 ? `, … ${value.length} in all` : ''}]`;
  }
  const kind = Object.getPrototypeOf(value)?.constructor?.name || 'Object';
  if (ArrayBuffer.isView(value)) return `${article(kind)} ${kind} of ${value.byteLength} bytes`;
  return `${article(kind)} ${kind}`;
}

function article(word: string): string {
  return /^[aeio]/i.test(word) ? 'an' : 'a';
}

/** Whether `shape` is what `pattern` says. */
function fits(
  shape: readonly number[] | undefined,
  pattern: ShapePattern,
  emptyAllowed: boolean,
): boolean {
  if (shape === undefined || shape === null) return false;
  const first = pattern.length > 0 && pattern[0] === '...' ? 1 : 0;
  const lead = shape.length - pattern.length + first;
  if (first === 1 ? !(lead >= 0) : lead !== 0) return false;
  for (let i = 0; i < lead; i++) if (shape[i] === 0 && !emptyAllowed) return false;
  for (let i = first; i < pattern.length; i++) {
    const size = shape[lead + i - first];
    const wanted = pattern[i];
    if (typeof wanted === 'number') {
      if (size !== wanted) return false;
      continue;
    }
    if (size === 0 && !emptyAllowed) return false;
    for (let j = first; j < i; j++) {
      if (pattern[j] === wanted && shape[lead + j - first] !== size) return false;
    }
  }
  return true;
}
