import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { inflate } from './inflate';

const noise = Uint8Array.from(
  { length: 70_000 },
  (_, i) => (Math.imul(i, 2_654_435_761) >>> 13) & 255,
);
const runs = Uint8Array.from({ length: 90_000 }, (_, i) => (i % 700 < 350 ? 7 : (i >> 8) & 255));
const text = new TextEncoder().encode('the quick brown fox and the lazy dog; '.repeat(400));

describe('inflate', () => {
  test.each([
    ['nothing', new Uint8Array(0)],
    ['one byte', Uint8Array.of(255)],
    ['noise', noise],
    ['runs, with matches that overlap themselves', runs],
    ['text', text],
    [
      'matches 32 kB back',
      Uint8Array.from([...noise.subarray(0, 32_000), ...noise.subarray(0, 32_000)]),
    ],
  ])('undoes deflate: %s', (_, bytes) => {
    for (const level of [0, 1, 6, 9]) {
      for (const strategy of [0, 4]) {
        const packed = deflateRawSync(bytes, { level, strategy });
        expect(Buffer.compare(inflate(packed, bytes.length), bytes)).toBe(0);
      }
    }
  });

  test('refuses damaged data instead of reading on for ever', () => {
    expect(() => inflate(deflateRawSync(text).subarray(0, 20), text.length)).toThrow();
  });
});
