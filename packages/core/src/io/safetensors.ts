import { describeShape } from '../errors';
import { type Entry, fail, parseHeader } from './safetensors-header';

export { SafetensorsError } from './safetensors-header';

/** One tensor of a safetensors file, in the host's memory. Its `shape` and `data` are what `loadStateDict` takes. */
export type StoredTensor =
  | { readonly dtype: 'F32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'I32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly dtype: 'U8' | 'BOOL'; readonly shape: readonly number[]; readonly data: Uint8Array };

/** What a safetensors file holds. */
export interface SafetensorsFile {
  readonly tensors: Record<string, StoredTensor>;
  readonly metadata: Record<string, string>;
}

const ARRAYS = { F32: Float32Array, I32: Int32Array, U8: Uint8Array, BOOL: Uint8Array };

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
  const names = Object.keys(tensors).sort((a, b) => {
    const [wideA, wideB] = [a, b].map((name) => tensors[name]?.data?.BYTES_PER_ELEMENT ?? 0);
    return (wideB as number) - (wideA as number) || (a < b ? -1 : 1);
  });
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header.__metadata__ = checkMetadata(metadata);
  let end = 0;
  for (const name of names) {
    const { dtype, shape, data } = checkTensor(name, tensors[name] as StoredTensor);
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + end);
  new DataView(bytes.buffer).setUint32(0, start - 8, true);
  bytes.set(json, 8);
  bytes.fill(0x20, 8 + json.length, start);
  let at = start;
  for (const name of names) {
    const { data } = tensors[name] as StoredTensor;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file. The bytes may come from anywhere: every number of the header is checked
 * against what is there before anything is made from it. The arrays are copies.
 *
 * @throws SafetensorsError if the bytes are no such file, or hold dtypes other than F32, I32, U8, BOOL
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { entries, metadata, dataStart } = parseHeader(bytes);
  const tensors: Record<string, StoredTensor> = {};
  // A Buffer's own slice would not copy.
  const all = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const entry of entries) {
    const { name, shape } = entry;
    const dtype = knownDtype(entry);
    const data = all.slice(dataStart + entry.begin, dataStart + entry.end);
    if (dtype === 'BOOL') checkBools(name, data);
    tensors[name] = { dtype, shape, data: new ARRAYS[dtype](data.buffer) } as StoredTensor;
  }
  return { tensors, metadata };
}

function knownDtype({ name, dtype }: Entry): keyof typeof ARRAYS {
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
