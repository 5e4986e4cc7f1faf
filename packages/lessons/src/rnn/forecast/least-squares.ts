/**
 * The weights w of least Σ (Σ_j x_ij w_j − y_i)², from the normal equations by Gaussian elimination with pivots.
 *
 * @param rows one a sample, all of one length
 * @throws Error if the columns depend on each other
 */
export function leastSquares(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
): number[] {
  const size = rows[0]?.length ?? 0;
  const system = Array.from({ length: size }, () => new Float64Array(size + 1));
  rows.forEach((row, i) => {
    for (let a = 0; a < size; a++) {
      const line = system[a] as Float64Array;
      const factor = row[a] as number;
      for (let b = 0; b < size; b++) line[b] = (line[b] as number) + factor * (row[b] as number);
      line[size] = (line[size] as number) + factor * (targets[i] as number);
    }
  });
  return solve(system);
}

/** Solves the linear system whose lines are [coefficients, right side]; changes it. */
function solve(system: Float64Array[]): number[] {
  const size = system.length;
  for (let column = 0; column < size; column++) {
    let best = column;
    for (let i = column + 1; i < size; i++) {
      if (Math.abs(at(system, i, column)) > Math.abs(at(system, best, column))) best = i;
    }
    const pivot = system[best] as Float64Array;
    if (Math.abs(pivot[column] as number) < 1e-9) {
      throw new Error(
        `leastSquares: rows: expected independent columns, got column ${column} dependent`,
      );
    }
    [system[column], system[best]] = [pivot, system[column] as Float64Array];
    for (let i = column + 1; i < size; i++) {
      const line = system[i] as Float64Array;
      const factor = (line[column] as number) / (pivot[column] as number);
      for (let b = column; b <= size; b++)
        line[b] = (line[b] as number) - factor * (pivot[b] as number);
    }
  }
  const weights = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    let rest = at(system, i, size);
    for (let b = i + 1; b < size; b++) rest -= at(system, i, b) * (weights[b] as number);
    weights[i] = rest / at(system, i, i);
  }
  return weights;
}

function at(system: readonly Float64Array[], row: number, column: number): number {
  return (system[row] as Float64Array)[column] as number;
}
