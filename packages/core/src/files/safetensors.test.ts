import { describe, expect, test } from 'vitest';
import { random } from '../random/random';
import {
  readSafetensors,
  SafetensorsError,
  type StoredTensor,
  writeSafetensors,
} from './safetensors';
import { parseHeader } from './safetensors-header';

const encode = (text: string) => new TextEncoder().encode(text);

const SAMPLE: Record<string, StoredTensor> = {
  'encoder.weight': {
    dtype: 'F32',
    shape: [2, 3],
    data: Float32Array.of(1, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-45, -2.5),
  },
  steps: { dtype: 'I32', shape: [], data: Int32Array.of(-(2 ** 31)) },
  mask: { dtype: 'BOOL', shape: [3, 1], data: Uint8Array.of(1, 0, 1) },
  bytes: { dtype: 'U8', shape: [5], data: Uint8Array.of(0, 1, 127, 128, 255) },
  wide: { dtype: 'F64', shape: [2], data: Float64Array.of(Math.PI, -0) },
  long: { dtype: 'I64', shape: [1], data: BigInt64Array.of(-(2n ** 63n)) },
  half: { dtype: 'F16', shape: [2], data: Uint16Array.of(0x3c00, 0xfc00) },
  brain: { dtype: 'BF16', shape: [1], data: Uint16Array.of(0x3f80) },
  small: { dtype: 'I8', shape: [2], data: Int8Array.of(-128, 127) },
  none: { dtype: 'F32', shape: [0, 7], data: new Float32Array(0) },
  'naïve "名前"\n': { dtype: 'U8', shape: [1], data: Uint8Array.of(9) },
};

describe('writeSafetensors', () => {
  // By hand, from the format: 8 bytes of length, JSON, spaces to a multiple of 8, the numbers.
  test('known bytes', () => {
    const bytes = writeSafetensors({
      b: { dtype: 'BOOL', shape: [2], data: Uint8Array.of(1, 0) },
      w: { dtype: 'F32', shape: [1, 2], data: Float32Array.of(1, -2) },
    });
    const header =
      '{"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},' +
      '"b":{"dtype":"BOOL","shape":[2],"data_offsets":[8,10]}}';
    expect(header.length).toBe(111);
    expect([...bytes]).toEqual([
      ...[112, 0, 0, 0, 0, 0, 0, 0],
      ...encode(`${header} `),
      ...[0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x00, 0xc0],
      ...[1, 0],
    ]);
  });

  test('known bytes of a file of metadata only', () => {
    expect([...writeSafetensors({}, { format: 'dl' })]).toEqual([
      ...[32, 0, 0, 0, 0, 0, 0, 0],
      ...encode('{"__metadata__":{"format":"dl"}}'),
    ]);
    expect([...writeSafetensors({})]).toEqual([8, 0, 0, 0, 0, 0, 0, 0, ...encode('{}      ')]);
  });

  test('puts wide numbers first, so that all are aligned, whatever the order given', () => {
    const { entries, dataStart } = parseHeader(writeSafetensors(SAMPLE));
    expect(dataStart % 8).toBe(0);
    for (const { dtype, begin } of entries) {
      const size = /64$/.test(dtype) ? 8 : /32$/.test(dtype) ? 4 : /16$/.test(dtype) ? 2 : 1;
      expect(begin % size).toBe(0);
    }
    const reversed = Object.fromEntries(Object.entries(SAMPLE).reverse());
    expect(writeSafetensors(reversed)).toEqual(writeSafetensors(SAMPLE));
  });

  test('writes a view of a larger buffer', () => {
    const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    const { tensors } = readSafetensors(
      writeSafetensors({ x: { dtype: 'F32', shape: [2], data } }),
    );
    expect(tensors.x?.data).toEqual(Float32Array.of(2, 3));
  });

  const f32 = { dtype: 'F32', shape: [2], data: new Float32Array(2) };
  test.each([
    [
      { x: { ...f32, data: new Int32Array(2) } },
      'tensor "x": expected a Float32Array, got an Int32',
    ],
    [{ x: { ...f32, shape: [3] } }, 'tensor "x": expected 3 entries of [3], got 2'],
    [{ x: { ...f32, shape: [-2, -1] } }, 'tensor "x": shape: expected integers of at least 0'],
    [
      { x: { ...f32, dtype: 'Q4' } },
      'expected a dtype of F64, I64, F32, I32, F16, BF16, I16, I8, U64, U32, U16, U8, BOOL, C64',
    ],
    [{ x: { ...f32, dtype: 'F16' } }, 'tensor "x": expected a Uint16Array, got a Float32'],
    [{ x: undefined }, /expected a dtype of F64, .*, got undefined$/],
    [{ __metadata__: f32 }, 'name: expected another one, got "__metadata__"'],
    [JSON.parse('{"__proto__":0}'), 'name: expected another one, got "__proto__"'],
    [{ x: { dtype: 'BOOL', shape: [2], data: Uint8Array.of(1, 2) } }, 'expected 0 or 1 at entry 1'],
  ])('refuses %#', (tensors, message) => {
    expect(() => writeSafetensors(tensors as never)).toThrow(SafetensorsError);
    expect(() => writeSafetensors(tensors as never)).toThrow(message);
  });

  test('writes what it has checked of a tensor that changes when it is read again', () => {
    const reads = { dtype: ['F32', 'I32'], shape: [[2], [3n]], data: [f32.data, 'none'] };
    const changing = {} as StoredTensor;
    for (const [name, values] of Object.entries(reads)) {
      const left = [...values];
      Object.defineProperty(changing, name, { get: () => left.shift() ?? values.at(-1) });
    }
    const { tensors } = readSafetensors(writeSafetensors({ x: changing }));
    expect(tensors.x).toEqual(f32);
  });

  test('refuses metadata that is no text', () => {
    expect(() => writeSafetensors({}, { steps: 3 } as never)).toThrow(
      'safetensors: metadata "steps": expected a string, got 3',
    );
  });
});

describe('readSafetensors', () => {
  test('gives back what was written', () => {
    const metadata = { format: 'dl', 'a "b"': 'ü\n', constructor: 'x' };
    const read = readSafetensors(writeSafetensors(SAMPLE, metadata));
    expect(read.metadata).toEqual(metadata);
    expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(SAMPLE).sort());
    for (const [name, tensor] of Object.entries(SAMPLE)) expect(read.tensors[name]).toEqual(tensor);
    expect(Object.is((read.tensors['encoder.weight'] as StoredTensor).data[1], -0)).toBe(true);
  });

  test('reads from the middle of a buffer, and copies', () => {
    const whole = new Uint8Array([1, 2, 3, ...writeSafetensors(SAMPLE), 4]);
    const bytes = whole.subarray(3, whole.length - 1);
    const { tensors } = readSafetensors(bytes);
    whole.fill(0);
    expect(tensors.bytes).toEqual(SAMPLE.bytes);
    expect(tensors.bytes?.data.buffer.byteLength).toBe(5);
  });

  test.runIf(typeof Buffer !== 'undefined')('copies out of a Buffer of Node too', () => {
    const buffer = Buffer.from(writeSafetensors(SAMPLE));
    const { tensors } = readSafetensors(buffer);
    buffer.fill(0);
    expect(tensors['encoder.weight']).toEqual(SAMPLE['encoder.weight']);
  });
});

describe('10,000 damaged files', () => {
  const valid = writeSafetensors(SAMPLE, { format: 'dl' });
  const headerEnd = parseHeader(valid).dataStart;
  const rng = random('damage');
  const scraps = ['{', '}', '[', ']', '"', ',', ':', '-', '0', '9', '1e9', '\\', ' ', 'null'];
  const place = () => (rng.next() < 0.9 ? rng.int(0, headerEnd) : rng.int(0, valid.length));
  const replace = (bytes: Uint8Array, at: number, drop: number, put: Uint8Array) =>
    Uint8Array.from([...bytes.subarray(0, at), ...put, ...bytes.subarray(at + drop)]);

  const damages: ((bytes: Uint8Array) => Uint8Array)[] = [
    (bytes) => replace(bytes, place(), 1, Uint8Array.of(rng.int(0, 256))),
    (bytes) => {
      const at = place();
      const bit = 1 << rng.int(0, 8);
      return replace(bytes, at, 1, Uint8Array.of((bytes[at] as number) ^ bit));
    },
    (bytes) => bytes.slice(0, rng.int(0, bytes.length)),
    (bytes) => replace(bytes, place(), rng.int(0, 20), new Uint8Array(0)),
    (bytes) => replace(bytes, place(), rng.int(0, 2), encode(rng.choice(scraps))),
    (bytes) => {
      const [from, to] = [place(), place()].sort((a, b) => a - b) as [number, number];
      return replace(bytes, place(), 0, bytes.slice(from, Math.min(to, from + 60)));
    },
    // A digit for a digit keeps the JSON valid, so that the checks behind it are reached.
    (bytes) => {
      const digits = [...bytes.keys()].filter(
        (i) => i >= 8 && i < headerEnd && (bytes[i] as number) >= 48 && (bytes[i] as number) <= 57,
      );
      return replace(bytes, rng.choice(digits), 1, Uint8Array.of(rng.int(48, 58)));
    },
  ];

  test('each is read or refused, never anything else', () => {
    let read = 0;
    let behindJson = 0;
    for (let run = 0; run < 10_000; run++) {
      let bytes: Uint8Array = valid;
      for (let i = rng.int(1, 4); i > 0 && bytes.length > headerEnd; i--) {
        bytes = rng.choice(damages)(bytes);
      }
      try {
        for (const { data, shape } of Object.values(readSafetensors(bytes).tensors)) {
          if (data.length !== shape.reduce((product, n) => product * n, 1)) {
            throw new Error(`run ${run}: a tensor of another size than its shape`);
          }
        }
        read++;
      } catch (error) {
        if (!(error instanceof SafetensorsError)) throw error;
        if (/tensor|data|metadata/.test(error.message)) behindJson++;
      }
    }
    expect(read).toBeGreaterThan(100);
    expect(behindJson).toBeGreaterThan(2000);
  });
});
