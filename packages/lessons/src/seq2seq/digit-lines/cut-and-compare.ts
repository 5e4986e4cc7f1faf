import type { ImageSet } from '../../data/image-set';
import { COLUMNS, type Line, type Range, SIDE } from './lines';

const PIXELS = SIDE * SIDE;

/** Reads a line without any network: it is cut where a column has no ink, and each piece is the digit whose mean image is the nearest. */
export function cutAndCompare(set: ImageSet, range: Range): (line: Line) => { read: number[] } {
  const means = meanImages(set, range);
  return (line) => ({
    read: piecesOf(line).map((piece) => nearestOf(means, centred(line, piece))),
  });
}

/** The mean of each digit, each image where its ink's centre is in the middle. */
function meanImages({ images, labels }: ImageSet, { first, end }: Range): Float32Array[] {
  const means = Array.from({ length: 10 }, () => new Float32Array(PIXELS));
  const counts = new Int32Array(10);
  for (let image = first; image < end; image++) {
    const digit = labels[image] as number;
    const mean = means[digit] as Float32Array;
    counts[digit] = (counts[digit] as number) + 1;
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const own = images.data[image * PIXELS + y * SIDE + x] as number;
        mean[x * SIDE + y] = (mean[x * SIDE + y] as number) + own;
      }
    }
  }
  means.forEach((mean, digit) => {
    for (let i = 0; i < PIXELS; i++) mean[i] = (mean[i] as number) / (counts[digit] || 1);
  });
  return means;
}

/** Columns with ink, one behind the other. */
interface Piece {
  readonly from: number;
  readonly to: number;
}

function piecesOf({ ink, frames }: Line): Piece[] {
  const pieces: Piece[] = [];
  let from = -1;
  for (let x = 0; x <= frames * COLUMNS; x++) {
    const isInk = ink.subarray(x * SIDE, (x + 1) * SIDE).some((value) => value > 0);
    if (isInk && from < 0) from = x;
    if (!isInk && from >= 0) {
      pieces.push({ from, to: x });
      from = -1;
    }
  }
  return pieces;
}

/** A piece in an image of a digit's size, the centre of its ink in the middle column: what is too wide is cut. */
function centred({ ink }: Line, { from, to }: Piece): Float32Array {
  let [sum, weighed] = [0, 0];
  for (let i = from * SIDE; i < to * SIDE; i++) {
    const own = ink[i] as number;
    sum += own;
    weighed += own * Math.floor(i / SIDE);
  }
  const left = Math.round(weighed / sum) - SIDE / 2;
  const image = new Float32Array(PIXELS);
  for (let x = Math.max(from, left); x < Math.min(to, left + SIDE); x++) {
    image.set(ink.subarray(x * SIDE, (x + 1) * SIDE), (x - left) * SIDE);
  }
  return image;
}

function nearestOf(means: readonly Float32Array[], image: Float32Array): number {
  const distances = means.map((mean) =>
    mean.reduce((sum, value, i) => sum + (value - (image[i] as number)) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}
