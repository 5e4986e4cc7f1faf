import { describe, expect, test } from 'vitest';
import { readSafetensors } from './safetensors';
import { SafetensorsError } from './safetensors-header';

const encode = (text: string) => new TextEncoder().encode(text);

/** A file of this header, as text or object, before `data` bytes that count up. */
const file = (header: unknown, data = 0, length?: number) => {
  const json = encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? json.length), true);
  bytes.set(json, 8);
  for (let i = 0; i < data; i++) bytes[8 + json.length + i] = i % 2;
  return bytes;
};

const F32 = (shape: number[], data_offsets: number[]) => ({ dtype: 'F32', shape, data_offsets });
const U8 = (shape: number[], data_offsets: number[]) => ({ dtype: 'U8', shape, data_offsets });

describe('a file by another writer', () => {
  test('reads what other writers write: no padding, unaligned data, other orders, more keys', () => {
    const bytes = file(
      {
        z: { shape: [1], data_offsets: [3, 7], dtype: 'F32', note: 'later versions may add keys' },
        a: U8([3], [0, 3]),
        empty: U8([0], [3, 3]),
      },
      7,
    );
    const { tensors } = readSafetensors(bytes);
    expect(tensors.a?.data).toEqual(Uint8Array.of(0, 1, 0));
    expect(tensors.z?.data).toEqual(new Float32Array(Uint8Array.of(1, 0, 1, 0).buffer));
    expect(tensors.empty?.shape).toEqual([0]);
  });

  test('names in the file cannot reach a prototype', () => {
    const { tensors } = readSafetensors(file({ constructor: U8([1], [0, 1]) }, 1));
    expect(Object.hasOwn(tensors, 'constructor')).toBe(true);
    expect(Object.getPrototypeOf(tensors)).toBe(Object.prototype);
  });
});

describe('a file that is broken', () => {
  const huge = 2 ** 53;
  const big = 2 ** 52;
  test.each<[string, Uint8Array, string]>([
    ['no file', new Uint8Array(0), 'file: expected at least 8 bytes, got 0'],
    ['a short length', new Uint8Array(7), 'file: expected at least 8 bytes, got 7'],
    ['no header', file('', 0), 'header: expected an object that begins with {, got undefined'],
    [
      'a header past the end',
      file('{}', 0, 3),
      'header: expected at most the 2 bytes that follow, got 3',
    ],
    [
      'a header of 100 MB',
      file('{}', 0, 1e8 + 1),
      'expected at most 100000000 bytes, got 100000001',
    ],
    ['a header of 2^40', file('{}', 0, 2 ** 40), 'expected at most 100000000 bytes'],
    ['a leading space', file(' {}'), 'an object that begins with {, got 32'],
    ['an array', file('[]'), 'an object that begins with {, got 91'],
    ['broken JSON', file('{"a":}'), 'header: expected JSON, got:'],
    ['text after the object', file('{} x'), 'header: expected JSON'],
    ['a NUL as padding', file('{}\0'), 'header: expected JSON'],
    [
      'broken UTF-8',
      file('{"\u00ff":1}').map((b) => (b === 0xc3 ? 0xff : b)),
      'expected JSON, got:',
    ],
    ['a name twice', file('{"a":1,"b":{},"a":2}'), 'header: expected every key once, got "a"'],
    ['a name twice, escaped', file('{"a":1,"\\u0061":2}'), 'expected every key once, got "a"'],
    [
      'a key twice',
      file('{"x":{"dtype":"U8","shape":[1],"shape":[1]}}'),
      'every key once, got "shape"',
    ],
    ['metadata twice', file('{"__metadata__":{"k":"","k":""}}'), 'every key once, got "k"'],
    ['the name __proto__', file('{"__proto__":{}}'), 'name: expected another one, got "__proto__"'],
    [
      'the key __proto__',
      file('{"__metadata__":{"__proto__":""}}'),
      'expected another key, got "__proto',
    ],
    [
      'metadata that is a list',
      file({ __metadata__: [] }),
      '__metadata__: expected an object, got []',
    ],
    [
      'metadata of numbers',
      file({ __metadata__: { k: 1 } }),
      '__metadata__: "k": expected a string, got 1',
    ],
    ['a tensor that is null', file({ x: null }), 'tensor "x": expected an object, got null'],
    [
      'no dtype',
      file({ x: { shape: [], data_offsets: [0, 0] } }),
      'dtype: expected a string, got undefined',
    ],
    [
      'an unknown dtype',
      file({ x: { ...U8([1], [0, 1]), dtype: 'Q4' } }, 1),
      'dtype: expected one of F4, F6_E2M3',
    ],
    [
      'the dtype toString',
      file({ x: { ...U8([1], [0, 1]), dtype: 'toString' } }, 1),
      'dtype: expected one',
    ],
    [
      'bits that fill no byte',
      file({ x: { ...U8([3], [0, 2]), dtype: 'F4' } }, 2),
      'expected 1.5 bytes for F4 [3], got [0, 2]',
    ],
    [
      'no shape',
      file({ x: { dtype: 'U8', data_offsets: [0, 0] } }),
      'shape: expected integers of at least 0',
    ],
    [
      'a negative size',
      file({ x: U8([-1], [0, 0]) }),
      'shape: expected integers of at least 0, got [-1]',
    ],
    [
      'a broken size',
      file({ x: U8([0.5], [0, 0]) }),
      'shape: expected integers of at least 0, got [0.5]',
    ],
    [
      'a size of text',
      file({ x: { ...U8([], [0, 1]), shape: ['1'] } }, 1),
      'shape: expected integers',
    ],
    ['a size past 2^53', file({ x: U8([huge], [0, 0]) }), 'shape: expected integers of at least 0'],
    ['sizes past 2^53', file({ x: U8([big, big, 0], [0, 0]) }), 'expected Infinity bytes for U8'],
    [
      'a long product',
      file({ x: F32([65536, 65536], [0, 0]) }),
      'expected 17179869184 bytes for F32 [65536, 65536]',
    ],
    ['a size of -0', file('{"x":{"dtype":"U8","shape":[-0],"data_offsets":[0,0]}}'), 'got [-0]'],
    [
      'one offset',
      file({ x: U8([1], [0]) }, 1),
      'data_offsets: expected two integers of at least 0, got [0]',
    ],
    ['a negative offset', file({ x: U8([1], [-1, 0]) }, 1), 'data_offsets: expected two integers'],
    ['a broken offset', file({ x: U8([1], [0, 1.5]) }, 2), 'data_offsets: expected two integers'],
    [
      'begin after end',
      file({ x: U8([1], [1, 0]) }, 1),
      'data_offsets: expected begin at most end, got [1, 0]',
    ],
    [
      'an end past the file',
      file({ x: U8([2], [0, 2]) }, 1),
      'an end within the 1 bytes of data, got [0, 2]',
    ],
    [
      'a size unlike the offsets',
      file({ x: F32([2], [0, 7]) }, 7),
      'expected 8 bytes for F32 [2], got [0, 7]',
    ],
    [
      'an overlap',
      file({ a: U8([2], [0, 2]), b: U8([2], [1, 3]) }, 3),
      'expected no overlap: a begin of 2, got 1',
    ],
    [
      'the same bytes twice',
      file({ a: U8([2], [0, 2]), b: U8([2], [0, 2]) }, 2),
      'expected no overlap',
    ],
    [
      'an empty tensor inside',
      file({ a: U8([2], [0, 2]), b: U8([0], [1, 1]) }, 2),
      'expected no overlap',
    ],
    [
      'a gap',
      file({ a: U8([1], [0, 1]), b: U8([1], [2, 3]) }, 3),
      'expected no gap: a begin of 1, got 2',
    ],
    ['a gap at the start', file({ a: U8([1], [1, 2]) }, 2), 'expected no gap: a begin of 0, got 1'],
    [
      'data after the last',
      file({ a: U8([1], [0, 1]) }, 2),
      'data: expected the 1 bytes that the header names, got 2',
    ],
    [
      'a bool of 2',
      file({ a: { ...U8([1], [0, 1]), dtype: 'BOOL' } }, 1).map((b, i, all) =>
        i === all.length - 1 ? 2 : b,
      ),
      'expected 0 or 1 at entry 0, got 2',
    ],
  ])('refuses %s', (_name, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => readSafetensors(bytes)).toThrow(message);
  });

  test('refuses what is no array of bytes', () => {
    expect(() => readSafetensors(Promise.resolve() as never)).toThrow(
      'safetensors: file: expected a Uint8Array, got a Promise',
    );
  });

  test('an error is short, however long the name', () => {
    expect(() => readSafetensors(file({ ['x'.repeat(10_000)]: 1 }))).toThrow(/^.{100,200}$/);
  });

  test('deep nesting is refused, not a crash', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(() => readSafetensors(file(`{"x":${deep}}`))).toThrow(SafetensorsError);
  });
});
