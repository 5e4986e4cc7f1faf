/** A matrix, row by row. */
export interface Matrix {
  readonly values: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
}

/** A matrix of at most `most` rows and columns: means of as many neighbours as that takes, without those that are NaN. */
export function pooled(matrix: Matrix, most: number): Matrix {
  const { values, rows, columns } = matrix;
  const [down, across] = [Math.ceil(rows / most), Math.ceil(columns / most)];
  if (down <= 1 && across <= 1) return matrix;
  const [height, width] = [Math.ceil(rows / down), Math.ceil(columns / across)];
  const sums = new Float64Array(height * width);
  const counts = new Float64Array(height * width);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column] as number;
      if (Number.isNaN(value)) continue;
      const at = Math.floor(row / down) * width + Math.floor(column / across);
      sums[at] = (sums[at] as number) + value;
      counts[at] = (counts[at] as number) + 1;
    }
  }
  return {
    values: sums.map((sum, i) => sum / (counts[i] as number)),
    rows: height,
    columns: width,
  };
}
