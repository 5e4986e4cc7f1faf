import { expect, test } from 'vitest';
import { crc32c } from './crc-32c';

// RFC 3720, appendix B.4; the last is the check value of the CRC catalogue.
test.each([
  ['32 zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 ones', new Uint8Array(32).fill(255), 0x62a8ab43],
  ['32 rising', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ['32 falling', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ['"123456789"', new TextEncoder().encode('123456789'), 0xe3069283],
  ['nothing', new Uint8Array(0), 0],
])('CRC-32C of %s', (_, bytes, wanted) => {
  expect(crc32c(bytes)).toBe(wanted);
});
