import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectOneOf } from './choice';
import { describeValue } from './describe';
import {
  expectFinite,
  expectFraction,
  expectInteger,
  expectNonNegative,
  expectPositive,
  expectPositiveInteger,
} from './number';
import { expectShape, ShapeError } from './shape';
import { expectAlive, expectDtype, expectTensor } from './tensor';

const at = (...shape: number[]) => ({ shape });

describe('expectShape', () => {
  const check = (shape: number[], pattern: (number | string)[]) =>
    expectShape('Cell.step', 'x', { shape }, pattern);

  test('accepts numbers, names and leading axes', () => {
    check([], []);
    check([4, 8], ['batch', 8]);
    check([8], ['...', 8]);
    check([2, 3, 5, 8], ['...', 8]);
    check([2, 3, 5, 8], ['...', 'features']);
    check([], ['...']);
    check([3, 3], ['n', 'n']);
    check([3, 0], ['n', 0]);
  });

  test('names place, rule and value', () => {
    expect(() => expectShape('LstmCell.step', 'x', at(4, 9), ['batch', 8])).toThrow(
      new ShapeError('LstmCell.step: x: expected [batch, 8], got [4, 9]'),
    );
    expect(() => check([4], ['batch', 8])).toThrow('x: expected [batch, 8], got [4]');
    expect(() => check([4, 8, 1], ['batch', 8])).toThrow('expected [batch, 8], got [4, 8, 1]');
    expect(() => check([], ['...', 8])).toThrow('expected [..., 8], got []');
    expect(() => check([3, 5], ['n', 'n'])).toThrow('expected [n, n], got [3, 5]');
    expect(() => check([2], [])).toThrow('expected [], got [2]');
  });

  test('refuses an empty axis unless it is allowed', () => {
    const message = 'x: expected [batch, 8] with no empty axis, got [0, 8]';
    expect(() => check([0, 8], ['batch', 8])).toThrow(message);
    expect(() => check([2, 0, 8], ['...', 8])).toThrow(
      '[..., 8] with no empty axis, got [2, 0, 8]',
    );
    expect(() => check([0, 9], ['batch', 8])).toThrow('expected [batch, 8], got [0, 9]');
    expectShape('Cell.step', 'x', at(0, 8), ['batch', 8], true);
    expectShape('Cell.step', 'x', at(2, 0, 8), ['...', 8], true);
  });

  test('says so when it is given no tensor', () => {
    const given = (value: unknown) => () =>
      expectShape('Cell.step', 'x', value as tf.Tensor, ['batch', 8]);
    expect(given(Promise.resolve())).toThrow(
      new TypeError('Cell.step: x: expected a tensor [batch, 8], got a Promise'),
    );
    expect(given(undefined)).toThrow('got undefined');
    expect(given(null)).toThrow('got null');
    expect(given([[1, 2]])).toThrow('got [[…]]');
    expect(given(new Float32Array(2))).toThrow('got a Float32Array of 8 bytes');
    expect(given({ shape: 'wide' })).toThrow('got an Object');
  });
});

describe('expectTensor', () => {
  test('checks dtype, shape and life at once', () => {
    const x = tf.zeros([2, 3]);
    expectTensor('f', 'x', x, ['batch', 3]);
    expect(() => expectTensor('f', 'x', x, ['batch', 4])).toThrow(ShapeError);
    expect(() => expectTensor('f', 'ids', x, ['batch', 3], 'int32')).toThrow(
      new TypeError('f: ids: expected dtype int32, got float32'),
    );
    x.dispose();
    expect(() => expectTensor('f', 'x', x, ['batch', 3])).toThrow(
      'f: x: expected a tensor that is alive, got a disposed one [2, 3]',
    );
  });

  test('refuses a shape that was written to, since kernels go by it', () => {
    for (const size of [1, 200]) {
      const x = tf.zeros([2, 3]);
      x.shape[0] = size;
      const got = `expected the shape that it was made with, of 6 numbers, got [${size}, 3]`;
      for (const dtype of ['float32', 'int32'] as const) {
        const own = tf.cast(tf.zeros([2, 3]), dtype);
        own.shape[0] = size;
        expect(() => expectTensor('f', 'x', own, ['batch', 3], dtype)).toThrow(
          new ShapeError(`f: x: ${got}`),
        );
      }
      expect(() => expectAlive('f', 'x', x)).toThrow(new ShapeError(`f: x: ${got}`));
    }
  });

  test('its parts refuse what is no tensor', () => {
    const promise = Promise.resolve() as unknown as tf.Tensor;
    expect(() => expectAlive('f', 'x', promise)).toThrow('f: x: expected a tensor, got a Promise');
    expect(() => expectDtype('f', 'x', promise, 'bool')).toThrow(
      'f: x: expected a tensor of dtype bool, got a Promise',
    );
  });
});

describe('numbers', () => {
  test('are accepted within their rule', () => {
    expectInteger('f', 'n', -3);
    expectInteger('f', 'n', 0, 0, 0);
    expectPositiveInteger('f', 'n', 1);
    expectFinite('f', 'n', -3.4028234663852886e38);
    expectPositive('f', 'n', 1e-40);
    expectNonNegative('f', 'n', 0);
    expectFraction('f', 'n', 0.999);
    expectOneOf('f', 'n', 'sum', ['concat', 'sum']);
  });

  test.each([
    [() => expectInteger('f', 'n', 1.5), 'f: n: expected an integer, got 1.5'],
    [() => expectInteger('f', 'n', 9, 1, 5), 'f: n: expected an integer from 1 to 5, got 9'],
    [() => expectInteger('f', 'n', -1, 0), 'f: n: expected an integer of at least 0, got -1'],
    [() => expectPositiveInteger('f', 'n', 0), 'f: n: expected a positive integer, got 0'],
    [
      () => expectPositiveInteger('f', 'n', 7, 6),
      'f: n: expected a positive integer of at most 6, got 7',
    ],
    [
      () => expectPositiveInteger('f', 'n', '8' as unknown as number),
      'f: n: expected a positive integer, got "8"',
    ],
    [() => expectFinite('f', 'n', Number.NaN), 'f: n: expected a finite number, got NaN'],
    [
      () => expectFinite('f', 'n', -1e300),
      'f: n: expected a number that float32 holds, got -1e+300',
    ],
    [
      () => expectPositive('f', 'n', 1e-50),
      'f: n: expected a number over 0 that float32 holds, got 1e-50',
    ],
    [
      () => expectPositive('f', 'n', 3.5e38),
      'f: n: expected a number over 0 that float32 holds, got 3.5e+38',
    ],
    [
      () => expectNonNegative('f', 'n', 3.5e38),
      'f: n: expected a number of at least 0 that float32 holds, got 3.5e+38',
    ],
    [() => expectFinite('f', 'n', 1n as never), 'f: n: expected a finite number, got 1n'],
    [() => expectPositive('f', 'n', 0), 'f: n: expected a number over 0, got 0'],
    [() => expectNonNegative('f', 'n', -1), 'f: n: expected a number of at least 0, got -1'],
    [() => expectFraction('f', 'n', 1), 'f: n: expected a number in [0, 1), got 1'],
    [() => expectOneOf('f', 'n', 'x', ['a', 'b', 'c']), 'f: n: expected "a", "b" or "c", got "x"'],
    [() => expectOneOf('f', 'n', 'x', ['a']), 'f: n: expected "a", got "x"'],
  ])('are refused by message %#', (call, message) => {
    expect(call).toThrow(new RangeError(message));
  });
});

describe('describeValue', () => {
  test('is short whatever the value', () => {
    expect(describeValue('x'.repeat(1000)).length).toBeLessThan(70);
    expect(describeValue(Array.from({ length: 1000 }, (_, i) => i))).toBe(
      '[0, 1, 2, 3, 4, 5, 6, 7, … 1000 in all]',
    );
    expect(describeValue(-0)).toBe('-0');
    expect(describeValue(3n)).toBe('3n');
    expect(describeValue(Symbol('s'))).toBe('Symbol(s)');
    expect(describeValue(Object.create(null))).toBe('an Object');
    expect(describeValue(new Map())).toBe('a Map');
    expect(describeValue(() => 1)).toBe('a function');
    expect(describeValue({ shape: [2], dtype: 'int32' })).toBe('an int32 tensor [2]');
  });
});
