import { numbers } from './inputs';

/** Inputs, two hidden layers, classes. */
export const SIZES = [784, 256, 128, 10] as const;

/** Rows a step. */
export const BATCH = 64;

/** A batch: pixels [BATCH, 784] and one-hot labels [BATCH, 10]. */
export function inputs(): { x: Float32Array; labels: Float32Array } {
  const classes = SIZES[3];
  const labels = new Float32Array(BATCH * classes);
  for (let row = 0; row < BATCH; row++) labels[row * classes + (row % classes)] = 1;
  return { x: numbers(BATCH * SIZES[0], 3), labels };
}
