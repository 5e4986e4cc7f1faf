import type { Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { ImageSet } from '../../data/image-set';

/** The side of a digit's image. */
export const SIDE = 28;

/** Columns of the line that the network reads at once. */
export const COLUMNS = 2;

/** Numbers of a frame. */
export const FRAME = COLUMNS * SIDE;

/** From and to. */
export interface Span {
  readonly least: number;
  readonly most: number;
}

/** Columns between the images of two digits: fewer than 0 where they overlap. An image has about 4 empty columns at each edge. */
const GAP: Span = { least: -16, most: 14 };

/** How many digits stand in a line. */
export const COUNT: Span = { least: 3, most: 7 };

/** Digits side by side. */
export interface Line {
  /** Ink from 0 to 1, column by column from the top: [frames, FRAME]. */
  readonly ink: Float32Array;
  readonly frames: number;
  readonly digits: readonly number[];
}

/** Which images lines are drawn from: those from `first` to before `end`. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

// #region line
/** Digits at random, as far from each other as it happens. */
export function drawLine(
  { images, labels }: ImageSet,
  { first, end }: Range,
  rng: Rng,
  { count = COUNT, gap = GAP }: { readonly count?: Span; readonly gap?: Span } = {},
): Line {
  const within = ({ least, most }: Span) => rng.int(least, most + 1);
  const chosen = Array.from({ length: within(count) }, () => rng.int(first, end));
  const gaps = chosen.map(() => within(gap));
  const starts: number[] = [];
  let at = rng.int(0, GAP.most + 1);
  for (const gap of gaps) {
    starts.push(at);
    at += SIDE + gap;
  }
  const width = (starts.at(-1) as number) + SIDE;
  const frames = Math.ceil(width / COLUMNS);
  const ink = new Float32Array(frames * FRAME);
  for (const [i, image] of chosen.entries()) {
    const from = image * SIDE * SIDE;
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const place = ((starts[i] as number) + x) * SIDE + y;
        const own = images.data[from + y * SIDE + x] as number;
        ink[place] = Math.max(ink[place] as number, own);
      }
    }
  }
  return { ink, frames, digits: chosen.map((image) => labels[image] as number) };
}
// #endregion line

/** Lines as one batch, filled up with paper. */
export interface LineBatch {
  /** [lines, frames, FRAME] */
  readonly frames: tf.Tensor3D;
  readonly lengths: number[];
  /** int32 [lines, digits] */
  readonly labels: tf.Tensor2D;
  readonly labelLengths: number[];
}

/** Puts lines together. */
export function lineBatch(lines: readonly Line[]): LineBatch {
  const longest = Math.max(...lines.map(({ frames }) => frames));
  const most = Math.max(...lines.map(({ digits }) => digits.length));
  const ink = new Float32Array(lines.length * longest * FRAME);
  const labels = new Int32Array(lines.length * most);
  lines.forEach((line, i) => {
    ink.set(line.ink, i * longest * FRAME);
    labels.set(line.digits, i * most);
  });
  return {
    frames: tf.tensor3d(ink, [lines.length, longest, FRAME]),
    lengths: lines.map(({ frames }) => frames),
    labels: tf.tensor2d(labels, [lines.length, most], 'int32'),
    labelLengths: lines.map(({ digits }) => digits.length),
  };
}
