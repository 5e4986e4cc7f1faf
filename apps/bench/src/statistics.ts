/** The value below which the share `q` of the values lies, interpolated between neighbours. */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (values.length === 0) throw new RangeError('quantile: expected at least one value, got none');
  const sorted = Float64Array.from(values).sort();
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}

/** The middle value. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** How far values scatter: their interquartile range as a share of their median. */
export function spread(values: ArrayLike<number>): number {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / median(values);
}

/** A number with four digits: more of them are noise. */
export function round(value: number): number {
  return Number(value.toPrecision(4));
}
