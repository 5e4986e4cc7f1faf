// What Python's str methods call blank: unlike JavaScript's it has U+001C to U+001F and U+0085, and not U+FEFF.
const BLANKS =
  '\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const BLANK = new RegExp(`[${BLANKS}]+`);
const IS_BLANK = new RegExp(`^[${BLANKS}]$`);

/** The words between blanks, as `str.split()` gives them. */
export function splitWords(text: string): string[] {
  return text.split(BLANK).filter((word) => word !== '');
}

/** A text without the blanks at its end, as `str.rstrip()` gives it. */
export function withoutLastBlanks(text: string): string {
  // A regular expression would try every run of blanks from each of its places.
  let end = text.length;
  while (end > 0 && IS_BLANK.test(text[end - 1] as string)) end--;
  return text.slice(0, end);
}
