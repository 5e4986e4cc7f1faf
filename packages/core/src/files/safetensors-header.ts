import { describeText, describeValue, expected } from '../check/describe';
import { isArrayOf } from '../check/realm';
import { duplicateKey } from './json-keys';

/** Bytes that are no safetensors file, or content that none can hold. */
export class SafetensorsError extends Error {
  override get name(): string {
    return 'SafetensorsError';
  }
}

/** Where a tensor's bytes lie: from `begin` to `end` after the header; they are as many as its shape says. */
export interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** A header that was checked, and where in the file the data begins. */
export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: Record<string, string>;
  readonly dataStart: number;
}

/** Bits of one entry, of every dtype whose size the format fixes. */
export const BITS: Readonly<Record<string, number>> = {
  ...{ F4: 4, F6_E2M3: 6, F6_E3M2: 6 },
  ...{ BOOL: 8, U8: 8, I8: 8, F8_E4M3: 8, F8_E5M2: 8, F8_E8M0: 8 },
  ...{ U16: 16, I16: 16, F16: 16, BF16: 16 },
  ...{ U32: 32, I32: 32, F32: 32, U64: 64, I64: 64, F64: 64, C64: 64 },
};

const MAX_HEADER = 100_000_000;

/** The error of a file: `safetensors: <where>: expected <what>, got <value>`. */
export function fail(where: string, what: string, value: unknown): SafetensorsError {
  return new SafetensorsError(expected(`safetensors: ${where}`, what, value));
}

/** A tensor as errors name it, whatever its name is. */
export function tensorNamed(name: string): string {
  return `tensor "${describeText(name)}"`;
}

/**
 * Reads and checks the header of a file of `fileLength` bytes, of which `bytes` is at least the part
 * up to the data.
 *
 * @throws SafetensorsError at the first thing that is not as the format says
 */
export function parseHeader(bytes: Uint8Array, fileLength = bytes?.byteLength): Header {
  const length = headerLength(bytes, fileLength);
  const dataStart = 8 + length;
  if (dataStart > bytes.length) {
    throw fail('header', `at most the ${bytes.length - 8} bytes that follow`, length);
  }
  const header = parseJson(bytes.subarray(8, dataStart));
  const { __metadata__: metadata = {}, ...tensors } = header;
  const dataLength = fileLength - dataStart;
  const entries = Object.entries(tensors).map(([name, info]) => parseEntry(name, info, dataLength));
  checkCover(entries, dataLength);
  return { entries, metadata: parseMetadata(metadata), dataStart };
}

/** The length of the header, from the first 8 bytes of a file of `fileLength`. @throws SafetensorsError */
export function headerLength(bytes: Uint8Array, fileLength: number): number {
  if (!isArrayOf(bytes, 'Uint8Array')) throw fail('file', 'a Uint8Array', bytes);
  if (bytes.length < 8) throw fail('file', 'at least 8 bytes', bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true);
  if (length > MAX_HEADER) throw fail('header', `at most ${MAX_HEADER} bytes`, length);
  if (length > fileLength - 8) {
    throw fail('header', `at most the ${fileLength - 8} bytes that follow`, length);
  }
  return length;
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  if (bytes[0] !== 0x7b) throw fail('header', 'an object that begins with {', bytes[0]);
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (error) {
    throw new SafetensorsError(
      `safetensors: header: expected JSON, got: ${describeText((error as Error).message)}`,
    );
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) throw fail('header', 'every key once', twice);
  return header as Record<string, unknown>;
}

function parseMetadata(metadata: unknown): Record<string, string> {
  if (!isObject(metadata)) throw fail('__metadata__', 'an object', metadata);
  for (const [key, value] of Object.entries(metadata)) {
    if (key === '__proto__') throw fail('__metadata__', 'another key', key);
    if (typeof value !== 'string')
      throw fail(`__metadata__: "${describeText(key)}"`, 'a string', value);
  }
  return metadata as Record<string, string>;
}

function parseEntry(name: string, info: unknown, dataLength: number): Entry {
  if (name === '__proto__') throw fail('name', 'another one', name);
  const where = tensorNamed(name);
  if (!isObject(info)) throw fail(where, 'an object', info);
  const { dtype, shape, data_offsets: offsets } = info;
  if (typeof dtype !== 'string') throw fail(`${where}: dtype`, 'a string', dtype);
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    throw fail(`${where}: shape`, 'integers of at least 0', shape);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw fail(`${where}: data_offsets`, 'two integers of at least 0', offsets);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end) throw fail(`${where}: data_offsets`, 'begin at most end', offsets);
  if (end > dataLength) {
    throw fail(`${where}: data_offsets`, `an end within the ${dataLength} bytes of data`, offsets);
  }
  if (!Object.hasOwn(BITS, dtype)) {
    throw fail(`${where}: dtype`, `one of ${Object.keys(BITS).join(', ')}`, dtype);
  }
  const size = byteSize(shape, BITS[dtype] as number);
  if (size !== end - begin) {
    const what = `${size} bytes for ${dtype} ${describeValue(shape)}`;
    throw fail(`${where}: data_offsets`, what, offsets);
  }
  return { name, dtype, shape, begin, end };
}

/** Infinity where it is past what a number holds exactly, even if an axis is 0. Of bits that fill no byte a fraction. */
function byteSize(shape: readonly number[], bits: number): number {
  let size = bits;
  for (const axis of shape) {
    size *= axis;
    if (!Number.isSafeInteger(size)) return Number.POSITIVE_INFINITY;
  }
  return size / 8;
}

/** The tensors must cover the data without holes and without sharing bytes. */
function checkCover(entries: readonly Entry[], dataLength: number): void {
  const sorted = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of sorted) {
    if (begin !== covered) {
      const what = begin > covered ? 'no gap' : 'no overlap';
      throw fail(`${tensorNamed(name)}: data_offsets`, `${what}: a begin of ${covered}`, begin);
    }
    covered = end;
  }
  if (covered !== dataLength) {
    throw fail('data', `the ${covered} bytes that the header names`, dataLength);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0);
}
