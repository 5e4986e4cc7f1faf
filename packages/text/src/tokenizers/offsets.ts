/** Where tokens of these many bytes stand in the word from `start` to `end`; those within a character stand where it does. */
export function offsetsOfBytes(
  text: string,
  start: number,
  end: number,
  lengths: readonly number[],
): [number, number][] {
  // The code units of the character that each byte is of.
  const starts: number[] = [];
  const ends: number[] = [];
  for (let i = start; i < end; ) {
    const point = text.codePointAt(i) as number;
    const behind = i + (point > 0xffff && i + 1 < end ? 2 : 1);
    const bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (let byte = 0; byte < bytes; byte++) {
      starts.push(i);
      ends.push(behind);
    }
    i = behind;
  }
  let at = 0;
  return lengths.map((length) => {
    const first = at;
    at += length;
    return [starts[first] as number, ends[at - 1] as number];
  });
}

/** Where tokens of these many characters stand in the word from `start` to `end`. */
export function offsetsOfCharacters(
  text: string,
  start: number,
  end: number,
  lengths: readonly number[],
): [number, number][] {
  let at = start;
  return lengths.map((length) => {
    const first = at;
    for (let i = 0; i < length && at < end; i++) {
      at += (text.codePointAt(at) as number) > 0xffff && at + 1 < end ? 2 : 1;
    }
    return [first, at];
  });
}
