import { type DecoderWeights, decodeCode } from '@dl/lessons/seq2seq/latent/decode-code';
import type { Inks } from '../../../kit/paint';
import { paint } from '../../../kit/paint';

/** The plane goes from −EDGE to EDGE. */
export const EDGE = 3;

/** Digits along a side of the picture of what is decoded. */
const TILES = 15;

/** Codes as numerals: [count, 2], and what each shows. */
export interface Codes {
  readonly codes: Float32Array;
  readonly labels: Int32Array;
}

/** Where a code lies on a plane of `size` pixels: z₂ goes up. */
export function placeOn(size: number, x: number, y: number): readonly [number, number] {
  return [((x + EDGE) / (2 * EDGE)) * size, ((EDGE - y) / (2 * EDGE)) * size];
}

/** The code at a place of a plane of `size` pixels, on the plane and to a twentieth. */
export function codeAt(size: number, left: number, top: number): { x: number; y: number } {
  const within = (value: number) =>
    Math.round(20 * Math.min(EDGE, Math.max(-EDGE, value))) / 20 + 0;
  return {
    x: within((left / size) * 2 * EDGE - EDGE),
    y: within(EDGE - (top / size) * 2 * EDGE),
  };
}

/** Numerals where the codes of digits lie, in the colour of each digit. */
export function drawCodes(
  context: CanvasRenderingContext2D,
  size: number,
  { codes, labels }: Codes,
  colors: readonly string[],
): void {
  context.font = `600 ${Math.max(10, size / 38)}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  labels.forEach((label, i) => {
    context.fillStyle = colors[label] as string;
    const [left, top] = placeOn(size, codes[2 * i] as number, codes[2 * i + 1] as number);
    context.fillText(String(label), left, top);
  });
}

/** What is decoded at each place of the plane, side by side. */
export function planeOfDigits(decoder: DecoderWeights, side: number, inks: Inks): ImageData {
  const image = new ImageData(TILES * side, TILES * side);
  for (let row = 0; row < TILES; row++) {
    for (let column = 0; column < TILES; column++) {
      const at = (i: number) => (2 * EDGE * (i + 0.5)) / TILES - EDGE;
      const digit = decodeCode(decoder, [at(column), -at(row)]);
      paint(image, digit, { side, left: column * side, top: row * side }, inks);
    }
  }
  return image;
}

/** The place of the code nearest to a point. */
export function nearestCode(codes: Float32Array, x: number, y: number): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; 2 * i < codes.length; i++) {
    const far = ((codes[2 * i] as number) - x) ** 2 + ((codes[2 * i + 1] as number) - y) ** 2;
    if (far < least) [best, least] = [i, far];
  }
  return best;
}

/** How many codes lie outside of the plane. */
export function outside(codes: Float32Array): number {
  let count = 0;
  for (let i = 0; i < codes.length; i += 2) {
    const far = Math.max(Math.abs(codes[i] as number), Math.abs(codes[i + 1] as number));
    if (far > EDGE) count++;
  }
  return count;
}
