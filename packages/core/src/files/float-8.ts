/** The number of 8 bits: a sign, 4 of exponent, 3 of fraction; no infinities, all ones are NaN (E4M3 of Micikevicius et al. 2022). */
export function fromE4m3(byte: number): number {
  const size = byte & 127;
  if (size === 127) return Number.NaN;
  const [exponent, fraction] = [size >> 3, size & 7];
  const value = exponent === 0 ? fraction * 2 ** -9 : (8 + fraction) * 2 ** (exponent - 10);
  return byte & 128 ? -value : value;
}

/** The number of 8 bits: a sign, 5 of exponent, 2 of fraction, the upper half of a binary16 (E5M2). */
export function fromE5m2(byte: number): number {
  const [exponent, fraction] = [(byte >> 2) & 31, byte & 3];
  const sign = byte & 128 ? -1 : 1;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -16;
  return sign * (4 + fraction) * 2 ** (exponent - 17);
}

/** A power of two, 2^(byte − 127); all ones are NaN (E8M0, the scales of the OCP microscaling formats). */
export function fromE8m0(byte: number): number {
  return byte === 255 ? Number.NaN : 2 ** (byte - 127);
}
