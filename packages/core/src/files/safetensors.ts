import { describeShape, describeText, expected } from '../check/describe';
import { type ArrayKind, arrayKind, ownArray } from '../check/realm';
import type { Bytes } from './bytes';
import { reserve } from './parts';
import { BITS, type Entry, fail, parseHeader, tensorNamed } from './safetensors-header';
import { headerOf, inFileOrder } from './safetensors-layout';

export { SafetensorsError } from './safetensors-header';

/**
 * One tensor of a safetensors file, in the host's memory. Of F32, I32, U8 and BOOL its `shape` and `data` are what
 * `loadStateDict` takes; `toArrayValue` makes it of the others. F16 and BF16 are kept as their 16 bits, F8 as its 8, F4 and F6
 * packed into bytes as in the file, and C64 as real and imaginary part in turns.
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
  I16: Int16Array;
  I8: Int8Array;
  U64: BigUint64Array;
  U32: Uint32Array;
  U16: Uint16Array;
  U8: Uint8Array;
  BOOL: Uint8Array;
  C64: Float32Array;
  F8_E4M3: Uint8Array;
  F8_E5M2: Uint8Array;
  F8_E8M0: Uint8Array;
  F6_E2M3: Uint8Array;
  F6_E3M2: Uint8Array;
  F4: Uint8Array;
}

/** The dtypes that are read and written. */
export type StoredDtype = keyof StoredArrays;

/** What a safetensors file holds. */
export interface SafetensorsFile {
  readonly tensors: Record<string, StoredTensor>;
  readonly metadata: Record<string, string>;
}

const ARRAYS: Readonly<Record<StoredDtype, ArrayKind>> = {
  ...{ F64: 'Float64Array', I64: 'BigInt64Array', F32: 'Float32Array', I32: 'Int32Array' },
  ...{ F16: 'Uint16Array', BF16: 'Uint16Array', I16: 'Int16Array', I8: 'Int8Array' },
  ...{ U64: 'BigUint64Array', U32: 'Uint32Array', U16: 'Uint16Array', U8: 'Uint8Array' },
  ...{ BOOL: 'Uint8Array', C64: 'Float32Array', F8_E4M3: 'Uint8Array', F8_E5M2: 'Uint8Array' },
  ...{ F8_E8M0: 'Uint8Array', F6_E2M3: 'Uint8Array', F6_E3M2: 'Uint8Array', F4: 'Uint8Array' },
};

/**
 * The bytes of a safetensors file of `tensors`: the length of the header, the header as JSON padded
 * to eight bytes, then the numbers in little-endian order, the widest first, so that each is aligned.
 * The same content gives the same bytes.
 *
 * @throws SafetensorsError if a name is reserved, or an array is not what its dtype and shape say; TypeError for no object
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Bytes {
  const parts = safetensorsParts(tensors, metadata);
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = reserve('writeSafetensors', size);
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
 * @throws as `writeSafetensors`
 */
export function safetensorsParts(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  if (typeof tensors !== 'object' || tensors === null) {
    throw new TypeError(expected('writeSafetensors: tensors', 'an object of tensors', tensors));
  }
  const checked = Object.entries(tensors).map(([name, tensor]) => {
    const { dtype, shape, data } = readTensor(name, tensor);
    const { BYTES_PER_ELEMENT: width, byteLength } = data;
    return { name, dtype, shape, data, width, byteLength };
  });
  const ordered = inFileOrder(checked);
  return [
    headerOf(ordered, readMetadata(metadata)),
    ...ordered.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ];
}

/**
 * Reads a safetensors file. The bytes may come from anywhere: every number of the header is checked
 * against what is there before anything is made from it. The arrays are copies.
 *
 * @throws SafetensorsError if the bytes are no such file
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  return readTensors(bytes, (all, begin, end) => all.slice(begin, end));
}

/** As `readSafetensors`, with arrays in the memory of `bytes` where they lie as they must: those of our own files do. */
export function viewSafetensors(bytes: Uint8Array): SafetensorsFile {
  return readTensors(bytes, (all, begin, end) => all.subarray(begin, end));
}

function readTensors(
  bytes: Uint8Array,
  part: (all: Uint8Array, begin: number, end: number) => Uint8Array,
): SafetensorsFile {
  const { entries, metadata, dataStart } = parseHeader(bytes);
  const tensors: Record<string, StoredTensor> = {};
  const all = ownArray(bytes);
  for (const entry of entries) {
    const own = part(all, dataStart + entry.begin, dataStart + entry.end);
    tensors[entry.name] = storedTensor(entry, own);
  }
  return { tensors, metadata };
}

/** The tensor of an entry and of its bytes, which it keeps where they are aligned. @throws SafetensorsError */
export function storedTensor({ name, dtype, shape }: Entry, bytes: Uint8Array): StoredTensor {
  if (dtype === 'BOOL') checkBools(name, bytes);
  const make = globalThis[ARRAYS[dtype as StoredDtype] as 'Uint8Array'];
  const { BYTES_PER_ELEMENT: width } = make;
  const aligned = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  const data = new make(aligned.buffer, aligned.byteOffset, aligned.length / width);
  return { dtype, shape, data } as StoredTensor;
}

function checkBools(name: string, data: Uint8Array): void {
  const wrong = data.findIndex((byte) => byte > 1);
  if (wrong >= 0) throw fail(tensorNamed(name), `0 or 1 at entry ${wrong}`, data[wrong]);
}

/** What was checked of a tensor: it is read once, for what a getter or a Proxy gives may change. */
function readTensor(name: string, tensor: StoredTensor): StoredTensor {
  if (name === '__metadata__' || name === '__proto__') throw fail('name', 'another one', name);
  const where = tensorNamed(name);
  const { dtype, shape: given, data } = tensor ?? ({} as StoredTensor);
  const dtyped = typeof dtype === 'string' && Object.hasOwn(ARRAYS, dtype);
  const kind: ArrayKind | undefined = dtyped ? ARRAYS[dtype] : undefined;
  if (kind === undefined) {
    throw fail(where, `a dtype of ${Object.keys(ARRAYS).join(', ')}`, dtype);
  }
  if (arrayKind(data) !== kind) throw fail(where, `a ${kind}`, data);
  const shape = Array.isArray(given) ? Array.from(given) : [Number.NaN];
  if (!shape.every((n) => Number.isSafeInteger(n) && n >= 0)) {
    throw fail(`${where}: shape`, 'integers of at least 0', given);
  }
  // Of F4, F6 and C64 an entry is not one of the array.
  const width = (BITS[dtype] as number) / (8 * data.BYTES_PER_ELEMENT);
  const size = shape.reduce((product, n) => product * n, width);
  if (size !== data.length) {
    throw fail(where, `${size} entries of ${describeShape(shape)}`, data.length);
  }
  if (dtype === 'BOOL') checkBools(name, data as Uint8Array);
  return { dtype, shape, data } as StoredTensor;
}

function readMetadata(metadata: Readonly<Record<string, string>>): Record<string, string> {
  if (typeof metadata !== 'object' || metadata === null) {
    throw fail('metadata', 'an object of texts', metadata);
  }
  const read = Object.entries(metadata);
  for (const [key, value] of read) {
    if (key === '__proto__') throw fail('metadata', 'another key', key);
    if (typeof value !== 'string') throw fail(`metadata "${describeText(key)}"`, 'a string', value);
  }
  return Object.fromEntries(read);
}
