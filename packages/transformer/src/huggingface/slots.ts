import type { ArrayValue } from '@dl/core';

/** One Variable of a model here, and the tensors there of which it is made, side by side. */
export interface Slot {
  /** Its path in our model. */
  readonly path: string;
  readonly parts: readonly Part[];
  /** Rows of a matrix; undefined for a vector. */
  readonly rows: number | undefined;
  /** Whether a matrix lies there as [out, in]. */
  readonly turned: boolean;
}

/** A tensor there: its name, and the columns that it gives of a matrix, or numbers of a vector. */
export interface Part {
  readonly name: string;
  readonly width: number;
}

/** A vector, or several behind each other. */
export function vector(path: string, ...parts: Part[]): Slot {
  return { path, parts, rows: undefined, turned: false };
}

/** A matrix that lies there as it does here. */
export function matrix(path: string, rows: number, part: Part): Slot {
  return { path, parts: [part], rows, turned: false };
}

/** The weight of a Linear, [out, in] there, or of several side by side. */
export function turned(path: string, rows: number, ...parts: Part[]): Slot {
  return { path, parts, rows, turned: true };
}

/** Weight and, with `bias`, bias of a Linear, or of several side by side. */
export function linear(path: string, rows: number, parts: readonly Part[], bias: boolean): Slot[] {
  const named = (kind: string) =>
    parts.map(({ name, width }) => ({ name: `${name}.${kind}`, width }));
  const weight = turned(`${path}.weight`, rows, ...named('weight'));
  return bias ? [weight, vector(`${path}.bias`, ...named('bias'))] : [weight];
}

/** Weight and, with `bias`, bias of a norm. */
export function norm(path: string, name: string, width: number, bias: boolean): Slot[] {
  const weight = vector(`${path}.weight`, { name: `${name}.weight`, width });
  return bias ? [weight, vector(`${path}.bias`, { name: `${name}.bias`, width })] : [weight];
}

/** The shape of a tensor there. */
export function shapeThere({ rows, turned }: Slot, { width }: Part): number[] {
  if (rows === undefined) return [width];
  return turned ? [width, rows] : [rows, width];
}

/** Joins what was read of the parts of a slot. */
export function joined(slot: Slot, values: readonly Float32Array[]): ArrayValue {
  const { rows, parts } = slot;
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const [first] = values as [Float32Array];
  if (!slot.turned && values.length === 1) return { data: first, shape: hereOf(rows, width) };
  const data = new Float32Array((rows ?? 1) * width);
  let at = 0;
  for (const [i, part] of parts.entries()) {
    const value = values[i] as Float32Array;
    if (rows === undefined) data.set(value, at);
    else turnInto(data.subarray(at), width, value, part.width, rows);
    at += part.width;
  }
  return { data, shape: hereOf(rows, width) };
}

/** The numbers of each part out of those of a Variable. */
export function parted(slot: Slot, data: Float32Array): Float32Array[] {
  const { rows, parts, turned } = slot;
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  if (!turned && parts.length === 1) return [data];
  let at = 0;
  return parts.map((part) => {
    const from = data.subarray(at);
    at += part.width;
    const own = new Float32Array((rows ?? 1) * part.width);
    if (rows === undefined) own.set(from.subarray(0, part.width));
    else turnOut(own, part.width, from, width, rows);
    return own;
  });
}

function hereOf(rows: number | undefined, width: number): number[] {
  return rows === undefined ? [width] : [rows, width];
}

/** Numbers that lie near each other in both layouts are turned together. */
const TILE = 32;

/** to[row · stride + column] = from[column · rows + row] */
function turnInto(
  to: Float32Array,
  stride: number,
  from: Float32Array,
  columns: number,
  rows: number,
): void {
  eachTile(columns, rows, (column, row) => {
    to[row * stride + column] = from[column * rows + row] as number;
  });
}

/** to[column · rows + row] = from[row · stride + column] */
function turnOut(
  to: Float32Array,
  columns: number,
  from: Float32Array,
  stride: number,
  rows: number,
): void {
  eachTile(columns, rows, (column, row) => {
    to[column * rows + row] = from[row * stride + column] as number;
  });
}

function eachTile(columns: number, rows: number, f: (column: number, row: number) => void): void {
  for (let c = 0; c < columns; c += TILE) {
    for (let r = 0; r < rows; r += TILE) {
      for (let column = c; column < Math.min(c + TILE, columns); column++) {
        for (let row = r; row < Math.min(r + TILE, rows); row++) f(column, row);
      }
    }
  }
}
