/**
 * Makes the rows of `a` [count, length], count ≤ length, orthonormal, in place (modified
 * Gram–Schmidt). Rows of independent normal numbers come out evenly distributed over all such matrices.
 */
export function orthonormalRows(a: Float64Array, count: number, length: number): Float64Array {
  const rows = Array.from({ length: count }, (_, i) => a.subarray(i * length, (i + 1) * length));
  rows.forEach((row, i) => {
    const before = norm(row);
    removeParts(row, rows, i);
    // What is left of a row that nearly lay in the others' span is rounding: project it once more.
    if (norm(row) < before / 10) removeParts(row, rows, i);
    const scale = 1 / norm(row);
    for (let k = 0; k < length; k++) row[k] = (row[k] as number) * scale;
  });
  return a;
}

/** Subtracts from `row` its parts along the first `count` of `rows`. */
function removeParts(row: Float64Array, rows: readonly Float64Array[], count: number): void {
  for (let j = 0; j < count; j++) {
    const other = rows[j] as Float64Array;
    const part = dot(row, other);
    for (let k = 0; k < row.length; k++) row[k] = (row[k] as number) - part * (other[k] as number);
  }
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

/** Four sums at a time: one alone would wait for each addition. */
function dot(a: Float64Array, b: Float64Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < a.length; k += 4) {
    s0 += (a[k] as number) * (b[k] as number);
    s1 += (a[k + 1] as number) * (b[k + 1] as number);
    s2 += (a[k + 2] as number) * (b[k + 2] as number);
    s3 += (a[k + 3] as number) * (b[k + 3] as number);
  }
  for (; k < a.length; k++) s0 += (a[k] as number) * (b[k] as number);
  return s0 + s1 + (s2 + s3);
}
