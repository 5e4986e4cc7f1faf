import { expect, test } from 'vitest';
import { backendCure } from './backend-cure';

test('says what to run where a first start has left the GPU out', () => {
  expect(backendCure('webgpu', () => false)).toContain('node tools/bootstrap.mjs');
  expect(backendCure('webgpu', () => true)).toBe('');
  expect(backendCure('webgpu')).toBe('');
  expect(backendCure('wasm', () => false)).toBe('');
});
