import type { PointRange } from './expression';

/** The bytes of a character: from `first` to `last` in each place. */
export type ByteRange = readonly [first: number, last: number];

/** The byte sequences whose ranges, place by place, are the UTF-8 of just these code points: surrogates have none. */
export function utf8Ranges([first, last]: PointRange): ByteRange[][] {
  if (first > last) return [];
  if (first <= 0xdfff && last >= 0xd800) {
    return [...utf8Ranges([first, 0xd7ff]), ...utf8Ranges([0xe000, last])];
  }
  for (const most of [0x7f, 0x7ff, 0xffff]) {
    if (first <= most && last > most) {
      return [...utf8Ranges([first, most]), ...utf8Ranges([most + 1, last])];
    }
  }
  if (last <= 0x7f) return [[[first, last]]];
  for (const bits of [6, 12, 18]) {
    const low = 2 ** bits - 1;
    if (first >> bits === last >> bits) continue;
    if ((first & low) !== 0) {
      return [...utf8Ranges([first, first | low]), ...utf8Ranges([(first | low) + 1, last])];
    }
    if ((last & low) !== low) {
      const cut = last - (last & low);
      return [...utf8Ranges([first, cut - 1]), ...utf8Ranges([cut, last])];
    }
  }
  const [from, to] = [bytesOf(first), bytesOf(last)];
  return [from.map((byte, i) => [byte, to[i] as number])];
}

function bytesOf(point: number): number[] {
  return Array.from(new TextEncoder().encode(String.fromCodePoint(point)));
}
