import { describeShape } from '../check/describe';
import { type Entry, fail, parseHeader } from './safetensors-header';

export { SafetensorsError } from './safetensors-header';

/**
 * One tensor of a safetensors file, in the host's memory. Of F32, I32, U8 and BOOL its `shape` and `data` are what
 * `loadStateDict` takes; `toArrayValue` makes it of the others. F16 and BF16 are kept as their 16 bits.
 */
export type StoredTensor = {
  [D in StoredDtype]: {
    readonly dtype: D;
    readonly shape: readonly number[];
    readonly data: StoredArrays[D];
  };
}[StoredDtype];

interface StoredArrays {
  F64: Float64Array;
  I64: BigInt64Array;
  F32: Float32Array;
  I32: Int32Array;
  F16: Uint16Array;
  BF16: Uint16Array;
  I8: Int8Array;
  U8: Uint8Array;
  BOOL: Uint8Array;
}

/** The dtypes that are read and written. */
export type StoredDtype = keyof StoredArrays;

/** What a safetensors file holds. */
export interface SafetensorsFile {
  readonly tensors: Record<string, StoredTensor>;
  readonly metadata: Record<string, string>;
}

const ARRAYS = {
  ...{ F64: Float64Array, I64: BigInt64Array, F32: Float32Array, I32: Int32Array },
  ...{ F16: Uint16Array, BF16: Uint16Array, I8: Int8Array, U8: Uint8Array, BOOL: Uint8Array },
};

/**
 * The bytes of a safetensors file of `tensors`: the length of the header, the header as JSON padded
 * to eight bytes, then the numbers in little-endian order, the widest first, so that each is aligned.
 * The same content gives the same bytes.
 *
 * @throws SafetensorsError if a name is reserved, or an array is not what its dtype and shape say
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const parts = safetensorsParts(tensors, metadata);
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * The bytes of `writeSafetensors` as they lie in memory, header first: for a `Blob`, or to be written to a file one after
 * the other, without a second copy of a large model.
 *
 * @throws SafetensorsError as `writeSafetensors`
 */
export function safetensorsParts(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const names = Object.keys(tensors).sort((a, b) => {
    const [wideA, wideB] = [a, b].map((name) => tensors[name]?.data?.BYTES_PER_ELEMENT ?? 0);
    return (wideB as number) - (wideA as number) || (a < b ? -1 : 1);
  });
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header.__metadata__ = checkMetadata(metadata);
  let end = 0;
  const parts: Uint8Array[] = [];
  for (const name of names) {
    const { dtype, shape, data } = checkTensor(name, tensors[name] as StoredTensor);
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20);
  const view = new DataView(start.buffer);
  view.setUint32(0, start.length - 8, true);
  view.setUint32(4, 0, true);
  start.set(json, 8);
  return [start, ...parts];
}

/**
 * Reads a safetensors file. The bytes may come from anywhere: every number of the header is checked
 * against what is there before anything is made from it. The arrays are copies.
 *
 * @throws SafetensorsError if the bytes are no such file, or hold dtypes other than those of `StoredDtype`
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { entries, metadata, dataStart } = parseHeader(bytes);
  const tensors: Record<string, StoredTensor> = {};
  // A Buffer's own slice would not copy.
  const all = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const entry of entries) {
    const copy = () => all.slice(dataStart + entry.begin, dataStart + entry.end);
    tensors[entry.name] = storedTensor(entry, copy);
  }
  return { tensors, metadata };
}

/** The tensor of an entry, of bytes that `copy` makes: its dtype is looked at first. @throws SafetensorsError */
export function storedTensor(entry: Entry, copy: () => Uint8Array<ArrayBuffer>): StoredTensor {
  const { name, shape } = entry;
  const dtype = knownDtype(entry);
  const bytes = copy();
  if (dtype === 'BOOL') checkBools(name, bytes);
  return { dtype, shape, data: new ARRAYS[dtype](bytes.buffer) } as StoredTensor;
}

/** Checks that a tensor of this entry can be read. @throws SafetensorsError */
export function knownDtype({ name, dtype }: Entry): keyof typeof ARRAYS {
  if (Object.hasOwn(ARRAYS, dtype)) return dtype as keyof typeof ARRAYS;
  const known = Object.keys(ARRAYS).join(', ');
  throw fail(`tensor "${name}"`, `a dtype of ${known}`, dtype);
}

function checkBools(name: string, data: Uint8Array): void {
  const wrong = data.findIndex((byte) => byte > 1);
  if (wrong >= 0) throw fail(`tensor "${name}"`, `0 or 1 at entry ${wrong}`, data[wrong]);
}

function checkTensor(name: string, tensor: StoredTensor): StoredTensor {
  if (name === '__metadata__' || name === '__proto__') throw fail('name', 'another one', name);
  const where = `tensor "${name}"`;
  const array = Object.hasOwn(ARRAYS, tensor?.dtype) ? ARRAYS[tensor.dtype] : undefined;
  if (array === undefined) {
    throw fail(where, `a dtype of ${Object.keys(ARRAYS).join(', ')}`, tensor?.dtype);
  }
  if (!(tensor.data instanceof array)) throw fail(where, `a ${array.name}`, tensor.data);
  const { shape, data } = tensor;
  const sizes = Array.isArray(shape) && shape.every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!sizes) throw fail(`${where}: shape`, 'integers of at least 0', shape);
  const size = shape.reduce((product, n) => product * n, 1);
  if (size !== data.length) {
    throw fail(where, `${size} entries of ${describeShape(shape)}`, data.length);
  }
  if (tensor.dtype === 'BOOL') checkBools(name, tensor.data);
  return tensor;
}

function checkMetadata(metadata: Readonly<Record<string, string>>): Record<string, string> {
  for (const [key, value] of Object.entries(metadata)) {
    if (key === '__proto__') throw fail('metadata', 'another key', key);
    if (typeof value !== 'string') throw fail(`metadata "${key}"`, 'a string', value);
  }
  return metadata;
}
