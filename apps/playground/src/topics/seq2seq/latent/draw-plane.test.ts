import { expect, test } from 'vitest';
import { codeAt, nearestCode, outside, placeOn } from './draw-plane';

test('a place of the plane and its code', () => {
  expect(placeOn(600, -3, 3)).toEqual([0, 0]);
  expect(placeOn(600, 1, -2)).toEqual([400, 500]);
  expect(codeAt(600, 400, 500)).toEqual({ x: 1, y: -2 });
  expect(codeAt(600, 403, 498)).toEqual({ x: 1.05, y: -2 });
  expect(codeAt(600, -50, 700)).toEqual({ x: -3, y: -3 });
  expect(Object.is(codeAt(600, 299, 301).x, -0)).toBe(false);
});

test('the nearest code, and how many lie outside', () => {
  const codes = Float32Array.from([0, 0, 2, 2, 0, -3.5, 9, 1]);
  expect([nearestCode(codes, 1.5, 1), nearestCode(codes, 0, -9)]).toEqual([1, 2]);
  expect(outside(codes)).toBe(2);
});
