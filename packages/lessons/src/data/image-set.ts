import type { Provenance } from '@dl/datasets';

/** Images and what they show, as columns that `batches` takes: `batches({ x: set.images, y: set.labels }, …)`. */
export interface ImageSet {
  /** [count, side, side, 1], from 0 (paper) to 1 (ink). */
  readonly images: { readonly data: Float32Array; readonly shape: readonly number[] };
  /** The digit of each image, from 0 to 9. */
  readonly labels: Int32Array;
}

/** Handwritten digits to learn from, and others that are held out. */
export interface DigitSets {
  readonly train: ImageSet;
  readonly test: ImageSet;
  readonly from: Provenance;
}
