/** The decades from 10^low to 10^high that are drawn at a log axis: at most `most`, evenly apart. */
export function decades(low: number, high: number, most: number): number[] {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  const by = Math.max(1, Math.ceil((last - first) / most));
  const exponents: number[] = [];
  for (let e = Math.ceil(first / by) * by; e <= last; e += by) exponents.push(e);
  return exponents.map((e) => 10 ** e);
}

/** The bounds of a log axis: whole decades around the values, a decade at least. */
export function logBounds(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !(low > 0) || !(high > 0)) return [0.1, 1];
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9));
  return [10 ** first, 10 ** last];
}
