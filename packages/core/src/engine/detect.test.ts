import { backendName } from '@dl/testing';
import { describe, expect, test } from 'vitest';
import { hasRelaxedSimd, hasSimd, isIsolated, isNode } from './detect';

// (func (result v128) i32.const 0, i8x16.splat, …), from the binary format:
const module = (...body: number[]) =>
  WebAssembly.validate(
    Uint8Array.from([
      ...[0, 97, 115, 109, 1, 0, 0, 0],
      ...[1, 5, 1, 96, 0, 1, 123],
      ...[3, 2, 1, 0],
      ...[10, body.length + 4, 1, body.length + 2, 0, ...body, 11],
    ]),
  );
const ZERO = [65, 0, 253, 15];

describe('what the engine has', () => {
  test('SIMD, as every engine that the tests run on', () => {
    expect(module(...ZERO)).toBe(true);
    expect(hasSimd()).toBe(true);
  });

  test('relaxed SIMD where it takes a relaxed min as well', () => {
    const relaxedMin = module(...ZERO, ...ZERO, 253, 0x8d, 2);
    expect(hasRelaxedSimd()).toBe(relaxedMin);
    if (isNode()) expect(hasRelaxedSimd()).toBe(Number(process.versions.node.split('.')[0]) >= 22);
  });

  test('a file system or a page', () => {
    expect(isNode()).toBe(typeof document === 'undefined');
    if (isNode()) expect(isIsolated()).toBe(false);
    if (isNode()) expect(backendName).not.toBe('webgpu');
  });
});
