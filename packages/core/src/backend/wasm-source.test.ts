import { describe, expect, test } from 'vitest';
import { addressOf, isBytes } from './wasm-source';

const FILE = 'tfjs-backend-wasm-simd.wasm';

describe('addressOf', () => {
  test.each([
    ['/assets', `/assets/${FILE}`],
    ['/assets/', `/assets/${FILE}`],
    ['./', `./${FILE}`],
    ['C:\\app\\', `C:\\app\\${FILE}`],
    ['https://cdn.test/wasm', `https://cdn.test/wasm/${FILE}`],
    ['https://cdn.test/wasm/?v=1#x', `https://cdn.test/wasm/${FILE}?v=1#x`],
    ['/simd-3f2a.wasm', '/simd-3f2a.wasm'],
    ['/simd.wasm?v=1', '/simd.wasm?v=1'],
    ['data:application/wasm;base64,AGFzbQ', 'data:application/wasm;base64,AGFzbQ'],
    ['blob:https://page.test/1', 'blob:https://page.test/1'],
  ])('%s is %s', (address, wanted) => {
    expect(addressOf(FILE, address)).toBe(wanted);
  });

  test('takes URLs, of any realm', () => {
    expect(addressOf(FILE, new URL('https://cdn.test/a/'))).toBe(`https://cdn.test/a/${FILE}`);
    expect(addressOf(FILE, { href: 'https://cdn.test/a' })).toBe(`https://cdn.test/a/${FILE}`);
  });
});

test('bytes are any view or buffer', () => {
  for (const bytes of [new ArrayBuffer(4), new Uint8Array(4), new DataView(new ArrayBuffer(4))]) {
    expect(isBytes(bytes)).toBe(true);
  }
  for (const other of ['x', {}, [1, 2], null, undefined, new Uint8Array(0)]) {
    expect(isBytes(other)).toBe(false);
  }
});
