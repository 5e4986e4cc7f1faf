/** A number in few digits: 0.0123, 1.23e−7. */
export function few(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return String(value).replace('-', '−');
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e5)
      ? value.toExponential(digits - 1)
      : String(Number(value.toPrecision(digits)));
  return text.replaceAll('-', '−').replace('e+', 'e');
}

/** A whole number with its thousands apart. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Bytes in kB or MB. */
export function bytes(value: number): string {
  return value < 1e6 ? `${few(value / 1e3)} kB` : `${few(value / 1e6)} MB`;
}

/** A power of ten as it stands at an axis: 10⁻³, but 0.1, 1 and 10. */
export function power(exponent: number): string {
  if (exponent >= -2 && exponent <= 3) return String(10 ** exponent);
  const digits = [...String(Math.abs(exponent))].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]);
  return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}
