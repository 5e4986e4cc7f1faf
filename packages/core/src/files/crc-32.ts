import { expected } from '../check/describe';
import { expectInteger } from '../check/number';
import { isArrayOf } from '../check/realm';

/** Table k is what a byte does to the sum k bytes later. */
let tables: Tables | undefined;
type Table = Int32Array;
type Tables = readonly [Table, Table, Table, Table, Table, Table, Table, Table];

function makeTables(): Tables {
  const made = [new Int32Array(256)];
  const [first] = made as [Int32Array];
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    first[byte] = sum;
  }
  for (let k = 1; k < 8; k++) {
    const before = made[k - 1] as Int32Array;
    made.push(before.map((sum) => (first[sum & 255] as number) ^ (sum >>> 8)));
  }
  return made as readonly Table[] as Tables;
}

/**
 * The CRC-32 of bytes, as zip, gzip and PNG have it: every change within 32 bits in a row is seen. It takes
 * eight bytes a turn (Kounavis and Berry, 2005).
 *
 * @param before the CRC-32 of what stands before them
 * @throws TypeError for what is no Uint8Array, RangeError for what is no CRC-32
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  if (!isArrayOf(bytes, 'Uint8Array')) {
    throw new TypeError(expected('crc32: bytes', 'a Uint8Array', bytes));
  }
  expectInteger('crc32', 'before', before, 0, 2 ** 32 - 1);
  tables ??= makeTables();
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables;
  // Words begin at multiples of four.
  const lead = bytes.length < 12 ? bytes.length : (4 - (bytes.byteOffset % 4)) % 4;
  const count = Math.floor((bytes.length - lead) / 8);
  const words =
    count === 0 ? NONE : new Int32Array(bytes.buffer, bytes.byteOffset + lead, 2 * count);
  let sum = byByte(t0, bytes, 0, lead, ~before);
  for (let w = 0; w < words.length; w += 2) {
    const a = (words[w] as number) ^ sum;
    const b = words[w + 1] as number;
    sum =
      (t7[a & 255] as number) ^
      (t6[(a >>> 8) & 255] as number) ^
      (t5[(a >>> 16) & 255] as number) ^
      (t4[a >>> 24] as number) ^
      (t3[b & 255] as number) ^
      (t2[(b >>> 8) & 255] as number) ^
      (t1[(b >>> 16) & 255] as number) ^
      (t0[b >>> 24] as number);
  }
  return ~byByte(t0, bytes, lead + 8 * count, bytes.length, sum) >>> 0;
}

function byByte(t0: Table, bytes: Uint8Array, from: number, to: number, before: number): number {
  let sum = before;
  for (let i = from; i < to; i++) {
    sum = (t0[(sum ^ (bytes[i] as number)) & 255] as number) ^ (sum >>> 8);
  }
  return sum;
}

const NONE = new Int32Array(0);

/** A CRC-32 as text: eight hexadecimal digits. */
export function hex32(sum: number): string {
  return sum.toString(16).padStart(8, '0');
}
