import { hasRelaxedSimd, hasSimd } from '../engine/detect';
import type { KernelModule, RawKernels } from './kernel-module';

/**
 * Compiles the build of `module` that this engine takes, over `memory`, with core's kernels as its
 * imports `core.*`. Undefined without WASM SIMD.
 *
 * The two builds import private memory; over a shared memory (tfjs's threaded backend) the limits of
 * that import are rewritten in the bytes, which is all that differs between the two forms.
 */
export function instantiate(
  module: KernelModule,
  memory: WebAssembly.Memory,
  core: RawKernels = {},
): RawKernels | undefined {
  if (!hasSimd()) return undefined;
  let bytes = kernelBytes(module, hasRelaxedSimd());
  if (isShared(memory)) bytes = importSharedMemory(bytes);
  const abort = () => {
    throw new Error(`${module.name}: a kernel aborted`);
  };
  const compiled = new WebAssembly.Module(bytes as BufferSource);
  return new WebAssembly.Instance(compiled, { env: { memory, abort }, core })
    .exports as unknown as RawKernels;
}

/** The module for an engine with or without relaxed SIMD. */
export function kernelBytes({ plain, relaxedDelta }: KernelModule, relaxed: boolean): Uint8Array {
  const bytes = decode(plain);
  return relaxed ? applyDelta(bytes, decode(relaxedDelta)) : bytes;
}

/** Puts a module together from pieces of `source` and bytes of its own; the format is tools/delta.mjs's. */
export function applyDelta(source: Uint8Array, delta: Uint8Array): Uint8Array {
  const out: number[] = [];
  let from = 0;
  let at = 0;
  const read = () => {
    const [value, after] = readLeb(delta, at);
    at = after;
    return value;
  };
  while (at < delta.length) {
    const move = read();
    from += move & 1 ? -(move + 1) / 2 : move / 2;
    const length = read();
    out.push(...source.subarray(from, from + length));
    from += length;
    const own = read();
    out.push(...delta.subarray(at, at + own));
    at += own;
  }
  return Uint8Array.from(out);
}

function isShared(memory: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
}

/** Bytes of hexadecimal text, in which gzip finds what repeats: base64 would be a third larger on the wire. */
function decode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (digit(text.charCodeAt(2 * i)) << 4) | digit(text.charCodeAt(2 * i + 1));
  }
  return bytes;
}

function digit(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}

const IMPORT_SECTION = 2;
const MEMORY_IMPORT = 2;
/** Limits of a shared memory: flag 3, at least 0 pages, at most 65,536 (as tfjs declares its own). */
const SHARED_LIMITS = [3, 0, 0x80, 0x80, 0x04];

/** The same module with its memory import declared as shared. */
export function importSharedMemory(bytes: Uint8Array): Uint8Array {
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at];
    const [size, start] = readLeb(bytes, at + 1);
    if (id === IMPORT_SECTION) return replaceLimits(bytes, at, start, start + size);
    at = start + size;
  }
  throw new Error('importSharedMemory: expected a module that imports memory, found no import');
}

function replaceLimits(bytes: Uint8Array, section: number, start: number, end: number): Uint8Array {
  let [count, at] = readLeb(bytes, start);
  for (; count > 0; count--) {
    at = skipName(bytes, skipName(bytes, at));
    const kind = bytes[at++];
    if (kind === MEMORY_IMPORT) {
      const flags = bytes[at] as number;
      let [, after] = readLeb(bytes, at + 1);
      if (flags & 1) [, after] = readLeb(bytes, after);
      const body = [...bytes.subarray(start, at), ...SHARED_LIMITS, ...bytes.subarray(after, end)];
      return Uint8Array.from([
        ...bytes.subarray(0, section + 1),
        ...writeLeb(body.length),
        ...body,
        ...bytes.subarray(end),
      ]);
    }
    // Only functions are imported besides: an index of a type.
    [, at] = readLeb(bytes, at);
  }
  throw new Error('importSharedMemory: expected a module that imports memory, found none');
}

function skipName(bytes: Uint8Array, at: number): number {
  const [length, start] = readLeb(bytes, at);
  return start + length;
}

function readLeb(bytes: Uint8Array, at: number): [value: number, after: number] {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] as number;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at];
  }
}

function writeLeb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...writeLeb(value >>> 7)];
}
