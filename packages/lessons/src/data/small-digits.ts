import type { DigitSets, ImageSet } from './image-set';
import { SMALL_DIGITS } from './small-digits-data';

/** The side of an image, the numbers of one, and how many images there are. */
const [SIDE, PIXELS, COUNT] = [8, 64, 1797];

/** How many there are to learn from: the first ones. */
const TRAIN = 1437;

/** 1,437 handwritten digits of 8×8 pixels, and 360 held out: small enough to come with a page. */
export function smallDigits(): DigitSets {
  const packed = atob(SMALL_DIGITS);
  const nibble = (i: number) => (packed.charCodeAt(i >> 1) >> (i % 2 === 0 ? 4 : 0)) & 15;
  const setOf = (first: number, end: number): ImageSet => ({
    images: {
      data: Float32Array.from(
        { length: (end - first) * PIXELS },
        (_, i) => nibble(first * PIXELS + i) / 15,
      ),
      shape: [end - first, SIDE, SIDE, 1],
    },
    labels: Int32Array.from({ length: end - first }, (_, i) => nibble(COUNT * PIXELS + first + i)),
  });
  return {
    train: setOf(0, TRAIN),
    test: setOf(TRAIN, COUNT),
    from: {
      file: 'load_digits of scikit-learn',
      sources: [
        {
          title: 'E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits',
          path: 'https://doi.org/10.24432/C50P49',
        },
      ],
      licences: [{ title: 'CC BY 4.0', path: 'https://creativecommons.org/licenses/by/4.0/' }],
    },
  };
}
