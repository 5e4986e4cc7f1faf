import { describe, expect, test } from 'vitest';
import { crc32, hex32 } from './crc-32';

const encode = (text: string) => new TextEncoder().encode(text);

/** Bit by bit, as the definition has it. */
function slow(bytes: Uint8Array): number {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

describe('crc32', () => {
  test('is the CRC-32 of zip', () => {
    // The check value of the catalogue of CRCs, and zlib.crc32(b'The quick brown fox jumps over the lazy dog').
    expect(crc32(encode('123456789'))).toBe(0xcbf43926);
    expect(crc32(encode('The quick brown fox jumps over the lazy dog'))).toBe(0x414fa339);
    expect(hex32(crc32(new Uint8Array(0)))).toBe('00000000');
  });

  test('of any length, from any place in memory, in any pieces', () => {
    const memory = Uint8Array.from({ length: 80 }, (_, i) => (i * 167 + 13) >> 1);
    for (let from = 0; from < 9; from++) {
      for (let to = from; to < 80; to += 7) {
        const bytes = memory.subarray(from, to);
        expect(crc32(bytes)).toBe(slow(bytes));
        const cut = bytes.length >> 1;
        expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(slow(bytes));
      }
    }
  });
});
