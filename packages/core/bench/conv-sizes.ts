/** The network of the rows: conv 3×3×32, conv 3×3×64, pool, dense 128, dense 10, on images of 28×28. */
export const CONV_NETWORK = {
  pixels: 28,
  channels: [1, 32, 64],
  taps: 3,
  pool: 2,
  hidden: 128,
  classes: 10,
};

/** Entries an axis after both convolutions and the pool. */
export const POOLED = (CONV_NETWORK.pixels - 4) / CONV_NETWORK.pool;

/** Images and labels, the same for ours and its peer. */
export function images(batch: number): { x: Float32Array; labels: Int32Array } {
  const { pixels, classes } = CONV_NETWORK;
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const x = Float32Array.from({ length: batch * pixels * pixels }, next);
  return { x, labels: Int32Array.from({ length: batch }, () => Math.floor(next() * classes)) };
}
