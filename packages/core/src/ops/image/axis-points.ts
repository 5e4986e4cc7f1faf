/** How a point between entries is read: a mean of the two beside it, or the nearest one. */
export type ResizeMethod = 'bilinear' | 'nearest';

/** What a point is read from: `first + weight (second − first)`; a first entry of −1 is a point outside of the axis. */
export interface AxisPoints {
  readonly count: number;
  /** Three numbers a point, as kernels read them: first and second entry (int32), weight of the second (float32). */
  readonly bytes: ArrayBuffer;
}

/** The methods. */
export const RESIZE_METHODS: readonly ResizeMethod[] = ['bilinear', 'nearest'];

/** Bytes of a point. */
export const POINT_BYTES = 12;

/**
 * Points of an axis of `size` entries, `position(i)` the place of the i-th in entries; outside of 0 to size − 1 (and where it
 * is NaN) it is one outside.
 */
export function axisPoints(
  count: number,
  size: number,
  position: (i: number) => number,
  method: ResizeMethod,
): AxisPoints {
  const bytes = new ArrayBuffer(POINT_BYTES * count);
  const entries = new Int32Array(bytes);
  const weights = new Float32Array(bytes);
  for (let i = 0; i < count; i++) {
    const at = position(i);
    const inside = at >= 0 && at <= size - 1;
    const first = Math.floor(method === 'nearest' ? at + 0.5 : at);
    entries[3 * i] = inside ? first : -1;
    entries[3 * i + 1] = inside ? Math.min(first + (method === 'nearest' ? 0 : 1), size - 1) : -1;
    weights[3 * i + 2] = inside && method === 'bilinear' ? at - first : 0;
  }
  return { count, bytes };
}
