/** The same numbers in every process, from 0.5 to 1.5: positive, so that a sum of products is a checksum. */
export function numbers(size: number, seed: number): Float32Array {
  const values = new Float32Array(size);
  let state = (seed * 2654435761) >>> 0;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = 0.5 + state / 2 ** 32;
  }
  return values;
}

/** The sum of all values. */
export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum;
}
