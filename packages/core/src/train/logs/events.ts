import { crc32c } from '../../files/crc-32c';

// What TensorBoard reads: records of `Event` messages, as TensorFlow's event.proto and summary.proto have them, in
// the frames of its record files.

/** The event that begins a file. `wallTime` in seconds. */
export function versionEvent(wallTime: number): Uint8Array {
  return recordOf([...double(1, wallTime), ...text(3, 'brain.Event:2')]);
}

/** Numbers of one step, by their tags. */
export function scalarsEvent(
  wallTime: number,
  step: number,
  scalars: readonly (readonly [tag: string, value: number])[],
): Uint8Array {
  const summary = scalars.flatMap(([tag, value]) =>
    bytes(1, [...text(1, tag), ...float(2, value)]),
  );
  return recordOf([...double(1, wallTime), ...varint(2, step), ...bytes(5, summary)]);
}

/** A frame: the length and its sum, the data and theirs. */
function recordOf(data: readonly number[]): Uint8Array {
  const record = new Uint8Array(16 + data.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, data.length, true);
  view.setUint32(8, masked(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, masked(record.subarray(12, 12 + data.length)), true);
  return record;
}

/** Turned and moved, since a sum of what holds sums says little. */
function masked(data: Uint8Array): number {
  const sum = crc32c(data);
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}

// The fields of a message: number and wire type, then what it is.

function varint(field: number, value: number): number[] {
  return [field << 3, ...digits(value)];
}

function double(field: number, value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return [(field << 3) | 1, ...new Uint8Array(view.buffer)];
}

function float(field: number, value: number): number[] {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value, true);
  return [(field << 3) | 5, ...new Uint8Array(view.buffer)];
}

function bytes(field: number, content: readonly number[]): number[] {
  return [(field << 3) | 2, ...digits(content.length), ...content];
}

function text(field: number, content: string): number[] {
  return bytes(field, [...new TextEncoder().encode(content)]);
}

/** Seven bits a byte, the lowest first. */
function digits(value: number): number[] {
  const own: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) own.push((rest % 128) | 128);
  own.push(rest);
  return own;
}
