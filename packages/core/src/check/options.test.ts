import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectFlag, expectFunction } from './choice';
import { nearestName } from './nearest-name';
import { expectFraction } from './number';
import { type OptionChecks, oneOf, readOptions } from './options';
import { expectTensor } from './tensor';

interface Options {
  rate?: number;
  nesterov?: boolean;
  mode?: string;
}

const CHECKS: OptionChecks<Options> = {
  rate: expectFraction,
  nesterov: expectFlag,
  mode: oneOf(['fast', 'exact']),
};
const read = (options: unknown) => readOptions('rule', options as Options, CHECKS);

type Sizes = Record<'size' | 'rank' | 'flags' | 'shape', unknown>;
const SIZES: OptionChecks<Sizes> = { size() {}, rank() {}, flags() {}, shape() {} };

describe('readOptions', () => {
  test('gives the options that fit, and none for none', () => {
    const options = { rate: 0.5, mode: undefined };
    expect(read(options)).toEqual({ rate: 0.5 });
    expect(read(undefined)).toEqual({});
    expect(read(Object.create(null))).toEqual({});
  });

  test('checks what an object of a class holds, accessors too', () => {
    class Accessors {
      get rate() {
        return 2;
      }
    }
    class Fields {
      rate = 0.5;
    }
    expect(() => read(new Accessors())).toThrow('rule: rate: expected a number in [0, 1), got 2');
    const fields = new Fields();
    expect(read(fields)).toEqual({ rate: 0.5 });
    expect(() => read(Object.create({ rate: 2 }))).toThrow('rule: rate: expected');
  });

  test('gives what it has checked, whatever a getter says later', () => {
    const changing = (values: unknown[], enumerable: boolean) => {
      const get = () => (values.length > 1 ? values.shift() : values[0]);
      return Object.defineProperty(Object.create({}), 'rate', { get, enumerable });
    };
    expect(read(changing([0.5, 7], true)).rate).toBe(0.5);
    class Later {
      readonly #values = [0.25, 'yes'];
      get rate() {
        return this.#values.shift();
      }
    }
    expect(read(new Later()).rate).toBe(0.25);
  });

  test('takes an object of a class or with a prototype that sets nothing', () => {
    class Empty {
      rate?: number;
      get [Symbol.toStringTag]() {
        return 'Empty';
      }
      method() {}
    }
    for (const options of [new Empty(), Object.create({}), Object.create(Object.create(null))]) {
      expect(read(options)).toEqual({});
    }
  });

  test.each([
    ['a Map', new Map([['rate', 0.5]])],
    ['a Set', new Set([1, 2])],
    ['a WeakMap', new WeakMap()],
    ['a Date', new Date()],
    ['a Promise', Promise.resolve({ rate: 0.5 })],
    ['a pattern', /x/],
    ['a typed array', new Uint8Array(2)],
    ['an empty one', new Float32Array(0)],
    ['a buffer', new ArrayBuffer(2)],
    ['a number in an object', Object(3)],
    ['a tensor', tf.zeros([2])],
    ['an heir of a Map', Object.create(new Map())],
  ])('refuses %s', (_, other) => {
    expect(() => read(other)).toThrow('rule: expected ');
    // Whose own properties may be named as options are.
    expect(() => readOptions('rule', other as unknown as Sizes, SIZES)).toThrow('rule: expected ');
  });

  test.each([
    [null, 'rule: expected an object of options, got null'],
    [3, 'rule: expected an object of options, got 3'],
    [[], 'rule: expected an object of options, got []'],
    [{ rate: 2 }, 'rule: rate: expected a number in [0, 1), got 2'],
    [{ rate: null }, 'rule: rate: expected a number in [0, 1), got null'],
    [{ nesterov: 'yes' }, 'rule: nesterov: expected true or false, got "yes"'],
    [{ mode: 'slow' }, 'rule: mode: expected "fast" or "exact", got "slow"'],
    [{ rates: 1 }, 'rule: expected an option of rate, nesterov or mode, got "rates" (is it rate?)'],
    [{ unlike: 1 }, 'rule: expected an option of rate, nesterov or mode, got "unlike"'],
    [{ toString: 1 }, 'rule: expected an option of rate, nesterov or mode, got "toString"'],
    [
      JSON.parse('{"__proto__": 1}'),
      'rule: expected an option of rate, nesterov or mode, got "__proto__"',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => read(options)).toThrow(message);
  });
});

describe('nearestName', () => {
  const NAMES = ['learningRate', 'beta1', 'beta2', 'epsilon', 'weightDecay', 'stride', 'padding'];

  test.each([
    ['lr', 'learningRate'],
    ['learning_rate', 'learningRate'],
    ['LearningRate', 'learningRate'],
    ['eps', 'epsilon'],
    ['betas', 'beta1'],
    ['weight-decay', 'weightDecay'],
    ['strides', 'stride'],
    ['pading', 'padding'],
    ['momentum', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
  ])('of %s is %s', (wrong, right) => {
    expect(nearestName(wrong, NAMES)).toBe(right);
  });
});

test('flags and functions are nothing else', () => {
  expectFlag('f', 'flag', false);
  expectFunction('f', 'loss', () => 0);
  for (const value of [0, 1, 'true', [], {}, null, undefined, () => true]) {
    expect(() => expectFlag('f', 'flag', value as never)).toThrow(TypeError);
  }
  expect(() => expectFunction('f', 'loss', undefined)).toThrow(
    'f: loss: expected a function, got undefined',
  );
});

describe('what looks like a tensor', () => {
  const tensor = tf.ones([2, 3]);
  const like = (changes: object) => ({
    shape: [2, 3],
    dtype: 'float32',
    isDisposed: false,
    ...changes,
  });

  test.each([
    ['has no data', like({})],
    ['has data that the engine does not know', like({ dataId: {} })],
    ['has numbers in the place of data', like({ dataId: 3 })],
  ])('and %s is refused', (_, duck) => {
    expect(() => expectTensor('f', 'x', duck as tf.Tensor, [2, 3])).toThrow(
      'f: x: expected a tensor of the running engine, got a float32 tensor [2, 3]',
    );
  });

  test('and claims more than its data hold is refused on WASM', () => {
    const { dataId } = tensor;
    const larger = like({ shape: [200, 300], dataId }) as unknown as tf.Tensor;
    const check = () => expectTensor('f', 'x', larger, ['rows', 'columns']);
    if (tf.getBackend() === 'wasm')
      expect(check).toThrow('expected a tensor of the running engine');
    else check();
  });

  test('and is one in another shape passes', () => {
    const flat = tf.reshape(tensor, [6]);
    expectTensor('f', 'x', flat, [6]);
    expectTensor('f', 'x', tf.variable(flat), [6]);
    expectTensor('f', 'x', tf.cast(flat, 'bool'), [6], 'bool');
    expectTensor('f', 'x', tf.cast(flat, 'int32'), [6], 'int32');
    expectTensor('f', 'x', tf.scalar(1), []);
  });
});
