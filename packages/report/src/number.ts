import { got } from './got';

/**
 * A number in few digits, as the elements write it: 0.0123, 1.23e−7.
 *
 * @throws TypeError, RangeError for what is no number, or digits that are not from 1 to 20
 */
export function few(value: number, digits = 3): string {
  expectNumber('few', value);
  if (!(Number.isInteger(digits) && digits >= 1 && digits <= 20)) {
    throw new RangeError(`few: digits: expected an integer from 1 to 20, got ${got(digits)}`);
  }
  if (!Number.isFinite(value)) return String(value).replace('-', '−');
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e5)
      ? value.toExponential(digits - 1)
      : String(Number(value.toPrecision(digits)));
  return text.replaceAll('-', '−').replace('e+', 'e');
}

/** The same for a terminal, whose readers may be programs: its minus is the one of ASCII. */
export function plainFew(value: number, digits = 3): string {
  return few(value, digits).replaceAll('−', '-');
}

/** A whole number with its thousands apart. @throws TypeError for what is no number */
export function whole(value: number): string {
  expectNumber('whole', value);
  return Math.round(value).toLocaleString('en-US');
}

/** A power of ten as it stands at an axis: 10⁻³, but 0.1, 1 and 10. */
export function power(exponent: number): string {
  if (exponent >= -2 && exponent <= 3) return String(10 ** exponent);
  const digits = [...String(Math.abs(exponent))].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]);
  return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/** @throws TypeError `few: value: expected a number, got "x"` */
export function expectNumber(where: string, value: unknown): void {
  if (typeof value === 'number') return;
  throw new TypeError(`${where}: value: expected a number, got ${got(value)}`);
}
