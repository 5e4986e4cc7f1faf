import { describeShape, expected } from './describe';

/** A tensor of the wrong rank or size. */
export class ShapeError extends Error {
  override get name(): string {
    return 'ShapeError';
  }
}

/**
 * What a shape must be, one entry an axis: a number is that size; a name is a free axis, of one size
 * wherever the name stands in the pattern; a first entry `'...'` is any number of axes.
 * `['...', 8]`, `['batch', 'time', 4]`.
 */
export type ShapePattern = readonly (number | string)[];

/** Which free axes may be empty: none, all, or the first one only (a batch of no samples). */
export type EmptyAllowed = boolean | 'batch';

/**
 * Checks the shape of `tensor`. A free axis holds at least one entry, so an empty batch is refused,
 * unless `emptyAllowed`. Cheap while it holds: texts are made on failure only.
 *
 * @throws ShapeError `LstmCell.step: x: expected [batch, 8], got [4, 9]`
 * @throws TypeError if `tensor` is not a tensor but, say, a promise, an array or undefined
 */
export function expectShape(
  where: string,
  name: string,
  tensor: { readonly shape: readonly number[] },
  pattern: ShapePattern,
  emptyAllowed: EmptyAllowed = false,
): void {
  if (fits(tensor?.shape, pattern, emptyAllowed)) return;
  const wanted = describeShape(pattern);
  if (!Array.isArray(tensor?.shape)) {
    throw new TypeError(expected(`${where}: ${name}`, `a tensor ${wanted}`, tensor));
  }
  const but = emptyAllowed === 'batch' ? ' but the first' : '';
  const rule = fits(tensor.shape, pattern, true) ? `${wanted} with no empty axis${but}` : wanted;
  throw new ShapeError(`${where}: ${name}: expected ${rule}, got ${describeShape(tensor.shape)}`);
}

/** Whether `shape` is what `pattern` says. */
export function fits(
  shape: readonly number[] | undefined,
  pattern: ShapePattern,
  emptyAllowed: EmptyAllowed,
): boolean {
  if (shape === undefined || shape === null) return false;
  const first = pattern.length > 0 && pattern[0] === '...' ? 1 : 0;
  const lead = shape.length - pattern.length + first;
  if (first === 1 ? !(lead >= 0) : lead !== 0) return false;
  const mayBeEmpty = emptyAllowed === 'batch' ? 1 : emptyAllowed ? shape.length : 0;
  for (let i = mayBeEmpty; i < lead; i++) if (shape[i] === 0) return false;
  for (let i = first; i < pattern.length; i++) {
    const size = shape[lead + i - first];
    const wanted = pattern[i];
    if (typeof wanted === 'number') {
      if (size !== wanted) return false;
      continue;
    }
    if (size === 0 && lead + i - first >= mayBeEmpty) return false;
    for (let j = first; j < i; j++) {
      if (pattern[j] === wanted && shape[lead + j - first] !== size) return false;
    }
  }
  return true;
}
