// `instanceof` fails for what another realm made: a frame, `vm`, the sandboxes of test runners. These ask the value itself.

/** The kinds of typed arrays by their names. */
interface Kinds {
  Float32Array: Float32Array;
  Float64Array: Float64Array;
  Int32Array: Int32Array;
  Int16Array: Int16Array;
  Int8Array: Int8Array;
  Uint32Array: Uint32Array;
  Uint16Array: Uint16Array;
  Uint8Array: Uint8Array;
  Uint8ClampedArray: Uint8ClampedArray;
  BigInt64Array: BigInt64Array;
  BigUint64Array: BigUint64Array;
}

/** The name of a kind of typed array. */
export type ArrayKind = keyof Kinds;
/** The typed arrays of that name. */
export type ArrayOf<K extends ArrayKind> = Kinds[K];

const getterOf = (prototype: object, key: PropertyKey) =>
  Object.getOwnPropertyDescriptor(prototype, key)?.get as (this: unknown) => unknown;
const kindOf = getterOf(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);
const lengthOf = getterOf(ArrayBuffer.prototype, 'byteLength');

/** What kind of typed array `value` is, of any realm: a Buffer is a Uint8Array. Undefined for anything else. */
export function arrayKind(value: unknown): ArrayKind | undefined {
  return kindOf.call(value) as ArrayKind | undefined;
}

/** Whether `value` is a typed array of that kind, of any realm. */
export function isArrayOf<K extends ArrayKind>(value: unknown, kind: K): value is ArrayOf<K> {
  return kindOf.call(value) === kind;
}

/** The same numbers, not copied, as an array of this realm and of no subclass: a Buffer's `slice`, say, would not copy. */
export function ownArray<T extends ArrayOf<ArrayKind>>(array: T): T {
  const make = globalThis[arrayKind(array) as 'Uint8Array'];
  if (Object.getPrototypeOf(array) === make.prototype) return array;
  return new make(array.buffer, array.byteOffset, array.length) as ArrayOf<ArrayKind> as T;
}

/** Whether `value` is an ArrayBuffer, of any realm; one of shared memory is none. */
export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  if (typeof value !== 'object' || value === null) return false;
  try {
    lengthOf.call(value);
    return true;
  } catch {
    return false;
  }
}

/** The bytes of an ArrayBuffer or of any view, not copied. Undefined for anything else. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  return isArrayBuffer(value) ? new Uint8Array(value) : undefined;
}

/** Whether `value` calls itself by this name: a Map, a Set, a Promise, a Blob, a URL of any realm. */
export function isTagged<K extends keyof Tagged>(value: unknown, name: K): value is Tagged[K] {
  return Object.prototype.toString.call(value) === `[object ${name}]`;
}

interface Tagged {
  Map: ReadonlyMap<unknown, unknown>;
  Set: ReadonlySet<unknown>;
  Promise: Promise<unknown>;
  Blob: Blob;
  File: File;
  URL: URL;
}
