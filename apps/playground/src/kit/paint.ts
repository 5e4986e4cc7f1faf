/** The colours of a page as numbers: those of paper and ink. */
export interface Inks {
  readonly paper: readonly number[];
  readonly ink: readonly number[];
}

/** The background and the colour that `element` has. */
export function inksOf(element: Element): Inks {
  const { backgroundColor, color } = getComputedStyle(element);
  const numbers = (text: string) => (text.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  return { paper: numbers(backgroundColor), ink: numbers(color) };
}

/** Writes a square of `side` pixels a side, numbers from 0 to 1, into an image, its left upper pixel at `left`, `top`. */
export function paint(
  image: ImageData,
  values: ArrayLike<number>,
  { side, left = 0, top = 0 }: { side: number; left?: number; top?: number },
  { paper, ink }: Inks,
): void {
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const share = values[y * side + x] as number;
      const to = 4 * ((top + y) * image.width + left + x);
      for (let c = 0; c < 3; c++) {
        image.data[to + c] = (1 - share) * (paper[c] as number) + share * (ink[c] as number);
      }
      image.data[to + 3] = 255;
    }
  }
}
