import { describeShape, expected } from '../check/describe';
import { ShapeError } from '../check/shape';
import { isTypedArray, type TypedArray } from './typed-array';

/** Deeper arrays are a mistake: a tensor has at most 6 axes. */
const DEEPEST = 6;

/**
 * The numbers of arrays in arrays, whose shape is that of the first at each depth. Whole numbers, one an example, are class
 * indices: int32; all else is float32.
 *
 * @throws ShapeError for rows of unlike lengths, TypeError for what is no number; both say where
 */
export function nestedNumbers(
  where: string,
  source: readonly unknown[],
): { readonly data: TypedArray; readonly shape: readonly number[] } {
  const shape = shapeOf(source);
  if (shape.length > DEEPEST) {
    throw new ShapeError(`${where}: expected at most ${DEEPEST} axes, got ${describeShape(shape)}`);
  }
  const data = new Float64Array(shape.reduce((product, axis) => product * axis, 1));
  let count = 0;
  const read = (value: unknown, depth: number, path: string): void => {
    if (depth === shape.length) {
      // A number or a boolean: what a table of answers holds.
      if (typeof value !== 'number' && typeof value !== 'boolean') {
        throw new TypeError(expected(`${where}${path}`, 'a number', value));
      }
      data[count++] = Number(value);
      return;
    }
    const size = shape[depth] as number;
    const row = isTypedArray(value) || Array.isArray(value) ? value : undefined;
    if (row?.length !== size) {
      const got = row === undefined ? expected(`${where}${path}`, `a row of ${size}`, value) : '';
      throw new ShapeError(got || `${where}${path}: expected a row of ${size}, got ${row?.length}`);
    }
    for (let i = 0; i < size; i++) read(row[i], depth + 1, `${path}.${i}`);
  };
  read(source, 0, '');
  const isClasses = shape.length === 1 && data.every((value) => value === (value | 0));
  return { data: isClasses ? Int32Array.from(data) : Float32Array.from(data), shape };
}

function shapeOf(source: unknown): number[] {
  const shape: number[] = [];
  let value = source;
  while ((Array.isArray(value) || isTypedArray(value)) && shape.length <= DEEPEST) {
    shape.push(value.length);
    value = value[0];
  }
  return shape;
}
