/*
 * tfjs's plain SIMD build over a memory that threads share: the code is the same, one byte of a module says it. A page
 * that is not isolated cannot hand such a memory to its workers.
 */

/** Whether threads may share a memory. */
export function isShared({ buffer }: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
}

const MEMORY_SECTION = 5;
/** Limits: at least, and at most, so many pages; and the same of a shared memory. */
const [BOUNDED, BOUNDED_AND_SHARED] = [1, 3];

/** A module that has a memory of its own with that memory shared; undefined where it has none, or one without a bound. */
export function ownSharedMemory(bytes: Uint8Array): Uint8Array | undefined {
  const changed = Uint8Array.from(bytes);
  let at = 8;
  while (at < bytes.length) {
    const [size, start] = readLeb(bytes, at + 1);
    if (bytes[at] === MEMORY_SECTION) {
      const [count, flag] = readLeb(bytes, start);
      if (count !== 1 || bytes[flag] !== BOUNDED) return undefined;
      changed[flag] = BOUNDED_AND_SHARED;
      return changed;
    }
    at = start + size;
  }
  return undefined;
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

/** A number of a module, and where the next thing is. */
export function readLeb(bytes: Uint8Array, at: number): [value: number, after: number] {
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
