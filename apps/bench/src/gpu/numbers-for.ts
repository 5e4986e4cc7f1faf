/** As many numbers in [−scale, scale), quickly: of a shape that repeats, since only their time counts. */
export function numbersFor(size: number, scale = 1): Float32Array {
  const values = new Float32Array(size);
  const first = Math.min(size, 65_521);
  let state = 1;
  for (let i = 0; i < first; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = scale * (state / 2 ** 31 - 1);
  }
  for (let at = first; at < size; at += first) {
    values.copyWithin(at, 0, Math.min(first, size - at));
  }
  return values;
}

/** So many whole numbers under `count`. */
export function idsFor(size: number, count: number): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => (i * 7919) % count);
}
