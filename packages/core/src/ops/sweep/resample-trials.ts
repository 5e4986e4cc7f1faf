import * as tf from '@tensorflow/tfjs-core';
import { cropAndResize } from '../image/crop-and-resize';
import { type ResizeCoordinates, resize } from '../image/resize';
import type { Draw } from './draw';
import type { Slope, Term } from './plain-op';
import { inputOf, type Trial } from './trial';

/** What a point of an axis takes of its entries, and how that grows with the two ends of a box. */
interface Share {
  readonly entry: number;
  readonly weight: number;
  readonly slopes?: readonly [from: number, to: number];
}

/** Of `resize`. */
export function resizeTrial(draw: Draw): Trial {
  const method = draw.oneOf(['bilinear', 'nearest'] as const);
  const coordinates = draw.oneOf(['half-pixel', 'align-corners', 'asymmetric'] as const);
  const side = () => draw.integer(1, draw.chance(0.2) ? 15 : 7);
  const [batch, height, width, channels] = [draw.integer(1, 2), side(), side(), draw.integer(1, 9)];
  const size = [side(), side()] as const;
  const points = (n: number, m: number) =>
    Array.from({ length: n }, (_, i) => resizeShares(i, n, m, method === 'nearest', coordinates));
  const [down, across] = [points(size[0], height), points(size[1], width)];
  const options = { method, coordinates };
  const x = [batch, height, width, channels];
  const images = Array.from({ length: batch }, (_, i) => i);
  return {
    inputs: [inputOf(draw, x)],
    call: (image) => resize(image as tf.Tensor, size, options),
    plain: {
      shape: [batch, ...size, channels],
      terms: shareTerms(
        images,
        () => down,
        () => across,
        x,
      ),
    },
    words: `resize [${x}] [${size}] ${JSON.stringify(options)}`,
  };
}

/** In whole numbers as far as it goes: (a, b) is the place a / b. */
function resizeShares(
  i: number,
  n: number,
  m: number,
  nearest: boolean,
  coordinates: ResizeCoordinates,
): Share[] {
  const [a, b] = {
    'half-pixel': [(2 * i + 1) * m - n, 2 * n],
    'align-corners': n > 1 ? [i * (m - 1), n - 1] : [0, 1],
    asymmetric: [i * m, n],
  }[coordinates] as [number, number];
  const inside = (entry: number) => Math.min(Math.max(entry, 0), m - 1);
  if (nearest) {
    const entry =
      coordinates === 'asymmetric' ? Math.floor(a / b) : Math.floor((2 * a + b) / (2 * b));
    return [{ entry: inside(entry), weight: 1 }];
  }
  const first = Math.floor(a / b);
  const weight = a / b - first;
  return [
    { entry: inside(first), weight: 1 - weight },
    { entry: inside(first + 1), weight },
  ];
}

/** Of `cropAndResize`. */
export function cropTrial(draw: Draw): Trial {
  const method = draw.oneOf(['bilinear', 'nearest'] as const);
  const extrapolation = draw.oneOf([0, 0, -1.5]);
  const side = () => draw.integer(1, 7);
  const [batch, height, width, channels] = [draw.integer(1, 3), side(), side(), draw.integer(1, 9)];
  const size = [side(), side()] as const;
  const count = draw.integer(1, 4);
  const ids = Array.from({ length: count }, () => draw.integer(0, batch - 1));
  const boxes = new Float32Array(4 * count);
  const rows: Share[][][] = [];
  const columns: Share[][][] = [];
  for (let box = 0; box < count; box++) {
    for (const [axis, n, m, all] of [
      [0, size[0], height, rows],
      [1, size[1], width, columns],
    ] as const) {
      const [from, to] = drawEnds(draw, n, m);
      boxes[4 * box + axis] = from;
      boxes[4 * box + axis + 2] = to;
      all.push(
        Array.from({ length: n }, (_, i) => cropShares(from, to, i, n, m, method === 'nearest')),
      );
    }
  }
  const x = [batch, height, width, channels];
  const image = inputOf(draw, x);
  const options = { method, extrapolation };
  return {
    inputs: [image, { shape: [count, 4], values: boxes }],
    call: (own, corners) =>
      tf.tidy(() => {
        const indices = tf.tensor1d(ids, 'int32');
        return cropAndResize(own as tf.Tensor, corners as tf.Tensor, indices, size, options);
      }),
    plain: {
      shape: [count, ...size, channels],
      terms: shareTerms(
        ids,
        (box) => rows[box] ?? [],
        (box) => columns[box] ?? [],
        x,
        extrapolation,
      ),
      slopes: boxSlopes(ids, rows, columns, x, image.values),
    },
    words: `cropAndResize [${x}] [${boxes}] [${ids}] [${size}] ${JSON.stringify(options)}`,
  };
}

/** Ends of a box no point of which is so near to a middle or an edge of an entry that rounding decides what it is. */
function drawEnds(draw: Draw, n: number, m: number): readonly [number, number] {
  for (;;) {
    const [from, to] = [0, 1].map(() => Math.fround(draw.number() * 1.6 - 0.3)) as [number, number];
    const clear = (i: number) => {
      const twice = 2 * pointOf(from, to, i, n, m);
      return m === 1 || Math.abs(twice - Math.round(twice)) > 2e-3;
    };
    if (Array.from({ length: n }, (_, i) => clear(i)).every(Boolean)) return [from, to];
  }
}

function pointOf(from: number, to: number, i: number, n: number, m: number): number {
  return (n === 1 ? (from + to) / 2 : from + (i * (to - from)) / (n - 1)) * (m - 1);
}

/** Nothing for a point outside. */
function cropShares(
  from: number,
  to: number,
  i: number,
  n: number,
  m: number,
  nearest: boolean,
): Share[] {
  const at = pointOf(from, to, i, n, m);
  if (!(at >= 0 && at <= m - 1)) return [];
  if (nearest) return [{ entry: Math.floor(at + 0.5), weight: 1 }];
  const first = Math.floor(at);
  const part = n === 1 ? 0.5 : i / (n - 1);
  const [ofFrom, ofTo] = [(1 - part) * (m - 1), part * (m - 1)];
  const own = { entry: first, weight: 1 - at + first, slopes: [-ofFrom, -ofTo] as const };
  if (first === m - 1) return [own];
  return [own, { entry: first + 1, weight: at - first, slopes: [ofFrom, ofTo] }];
}

function* shareTerms(
  images: readonly number[],
  rowsOf: (result: number) => readonly Share[][],
  columnsOf: (result: number) => readonly Share[][],
  [, height, width, channels]: readonly number[],
  outside = 0,
): Iterable<Term> {
  for (const [result, rows, columns, i, j] of points(images, rowsOf, columnsOf)) {
    const seen = (rows[i]?.length as number) * (columns[j]?.length as number) > 0;
    for (let c = 0; c < (channels as number); c++) {
      const place = ((result * rows.length + i) * columns.length + j) * (channels as number) + c;
      if (!seen) yield { place, at: [], weight: outside };
      for (const row of rows[i] as Share[]) {
        for (const column of columns[j] as Share[]) {
          const from = entryOf(
            images[result] as number,
            row,
            column,
            height as number,
            width as number,
          );
          yield {
            place,
            at: [from * (channels as number) + c],
            weight: row.weight * column.weight,
          };
        }
      }
    }
  }
}

function* boxSlopes(
  images: readonly number[],
  rows: readonly Share[][][],
  columns: readonly Share[][][],
  [, height, width, channels]: readonly number[],
  x: Float32Array,
): Iterable<Slope> {
  const all = points(
    images,
    (box) => rows[box] ?? [],
    (box) => columns[box] ?? [],
  );
  for (const [box, down, across, i, j] of all) {
    for (let c = 0; c < (channels as number); c++) {
      const place = ((box * down.length + i) * across.length + j) * (channels as number) + c;
      for (const row of down[i] as Share[]) {
        for (const column of across[j] as Share[]) {
          const from = entryOf(
            images[box] as number,
            row,
            column,
            height as number,
            width as number,
          );
          const value = x[from * (channels as number) + c] as number;
          for (const end of [0, 1] as const) {
            const [ofRow, ofColumn] = [row.slopes?.[end] ?? 0, column.slopes?.[end] ?? 0];
            const at = 4 * box + 2 * end;
            const [v, h] = [column.weight * value, row.weight * value];
            // The gradient of one end is that of both less that of the other.
            const [most, widest] = [((height as number) - 1) * v, ((width as number) - 1) * h];
            yield { place, input: 1, at, slope: ofRow * v, magnitude: most };
            yield { place, input: 1, at: at + 1, slope: ofColumn * h, magnitude: widest };
          }
        }
      }
    }
  }
}

function* points(
  images: readonly number[],
  rowsOf: (result: number) => readonly Share[][],
  columnsOf: (result: number) => readonly Share[][],
) {
  for (const result of images.keys()) {
    const [rows, columns] = [rowsOf(result), columnsOf(result)];
    for (const i of rows.keys()) {
      for (const j of columns.keys()) yield [result, rows, columns, i, j] as const;
    }
  }
}

function entryOf(image: number, row: Share, column: Share, height: number, width: number): number {
  return (image * height + row.entry) * width + column.entry;
}
