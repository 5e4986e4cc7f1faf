// RFC 1951: what a length symbol (257 + i) and a distance symbol (i) start at, and how many bits follow each.
const LENGTH_BITS = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const LENGTH_START = [3, ...starts(LENGTH_BITS.slice(0, -2), 3), 258];
const DISTANCE_BITS = [0, 0, 0, 0, ...Array.from({ length: 26 }, (_, i) => (i >> 1) + 1)];
const DISTANCE_START = [1, ...starts(DISTANCE_BITS.slice(0, -1), 1)];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** A prefix code: how many codes there are of each length, and the symbols in order of their codes. */
type Code = readonly [counts: Uint16Array, symbols: readonly number[]];

/**
 * Decompresses `data` (deflate, RFC 1951, without a header) into `size` bytes. Kernels travel compressed, both
 * builds in one piece since they repeat each other; they are needed at once, and `DecompressionStream` is asynchronous.
 */
export function inflate(data: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  let length = 0;

  const bits = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++, at++)
      value |= (((data[at >> 3] as number) >> (at & 7)) & 1) << i;
    return value;
  };
  const symbol = ([counts, symbols]: Code): number => {
    let code = 0;
    let index = 0;
    for (let bit = 1; ; bit++) {
      code = (code << 1) | bits(1);
      const count = counts[bit];
      if (count === undefined) throw new Error('inflate: expected a code, got damaged data');
      if (code < count) return symbols[index + code] as number;
      index += count;
      code -= count;
    }
  };
  const lengths = (count: number, code: Code): number[] => {
    const list: number[] = [];
    while (list.length < count) {
      const next = symbol(code);
      if (next < 16) list.push(next);
      else {
        const value = next === 16 ? (list.at(-1) as number) : 0;
        const times = next === 16 ? 3 + bits(2) : next === 17 ? 3 + bits(3) : 11 + bits(7);
        for (let i = 0; i < times; i++) list.push(value);
      }
    }
    return list;
  };
  const dynamic = (): [Code, Code] => {
    const literals = 257 + bits(5);
    const distances = 1 + bits(5);
    const orders = new Array<number>(19).fill(0);
    for (let i = 4 + bits(4), j = 0; j < i; j++) orders[ORDER[j] as number] = bits(3);
    const all = lengths(literals + distances, codeOf(orders));
    return [codeOf(all.slice(0, literals)), codeOf(all.slice(literals))];
  };
  const stored = (): void => {
    const from = ((at + 7) >> 3) + 4;
    const count = (data[from - 4] as number) | ((data[from - 3] as number) << 8);
    out.set(data.subarray(from, from + count), length);
    length += count;
    at = (from + count) * 8;
  };

  for (let last = 0; last === 0; ) {
    last = bits(1);
    const kind = bits(2);
    if (kind === 0) {
      stored();
      continue;
    }
    const [literal, distance] = kind === 1 ? FIXED : dynamic();
    for (let next = symbol(literal); next !== 256; next = symbol(literal)) {
      if (next < 256) out[length++] = next;
      else {
        const i = next - 257;
        const count = (LENGTH_START[i] as number) + bits(LENGTH_BITS[i] as number);
        const j = symbol(distance);
        const back = (DISTANCE_START[j] as number) + bits(DISTANCE_BITS[j] as number);
        // Byte by byte: a match may reach into what it writes.
        for (const end = length + count; length < end; length++)
          out[length] = out[length - back] as number;
      }
    }
  }
  return out;
}

const FIXED: readonly [Code, Code] = [
  codeOf(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
  codeOf(new Array<number>(30).fill(5)),
];

function codeOf(lengths: readonly number[]): Code {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length] = (counts[length] as number) + 1;
  counts[0] = 0;
  const used = lengths.map((length, symbol) => [length, symbol] as const).filter(([n]) => n > 0);
  return [counts, used.sort(([a, i], [b, j]) => a - b || i - j).map(([, symbol]) => symbol)];
}

function starts(bits: readonly number[], first: number): number[] {
  let start = first;
  return bits.map((count) => (start += 1 << count));
}
