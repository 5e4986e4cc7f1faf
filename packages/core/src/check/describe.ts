import type { Tensor } from '@tensorflow/tfjs-core';

/** The text of an error about any value: `<where>: expected <what>, got <value>`. */
export function expected(where: string, what: string, value: unknown): string {
  return `${where}: expected ${what}, got ${describeValue(value)}`;
}

/** A shape or a pattern as errors show it, `[4, 9]`, `[batch, 8]`; anything else as `describeValue` shows it. */
export function describeShape(shape: readonly (number | string)[]): string {
  if (!Array.isArray(shape)) return describeValue(shape);
  const long = shape.length > 32;
  const shown = shape.slice(0, long ? 8 : 32).map(describeAxis);
  return `[${shown.join(', ')}${long ? `, … ${shape.length} in all` : ''}]`;
}

function describeAxis(axis: unknown): string {
  return typeof axis === 'string' && /^[\w. /]{1,40}$/.test(axis) ? axis : describeValue(axis);
}

/** Untrusted text, such as that of a file, as errors show it: shortened, and with control characters escaped. */
export function describeText(text: string, most = 80): string {
  const short = text.length > most ? `${text.slice(0, most)}…` : text;
  return JSON.stringify(short).slice(1, -1).replace(UNSEEN, escaped);
}

/** Invisible characters that JSON does not escape: controls beyond ASCII, marks of direction, ends of lines. */
const UNSEEN = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Any value in a few words, whatever its size: `"tanh"`, `-3`, `a float32 tensor [4, 9]`, `a Promise`. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `"${describeText(value, 60)}"`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return String(value);
  const { shape, dtype } = value as Partial<Tensor>;
  if (Array.isArray(shape) && typeof dtype === 'string') {
    return `${article(dtype)} ${dtype} tensor ${describeShape(shape)}`;
  }
  if (Array.isArray(value)) {
    const shown = value
      .slice(0, 8)
      .map((item) => (Array.isArray(item) ? '[…]' : describeValue(item)));
    return `[${shown.join(', ')}${value.length > 8 ? `, … ${value.length} in all` : ''}]`;
  }
  const kind = Object.getPrototypeOf(value)?.constructor?.name || 'Object';
  if (ArrayBuffer.isView(value)) return `${article(kind)} ${kind} of ${value.byteLength} bytes`;
  return `${article(kind)} ${kind}`;
}

function article(word: string): string {
  return /^[aeio]/i.test(word) ? 'an' : 'a';
}
