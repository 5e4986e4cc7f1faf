import { log1 } from '../math';
import { largest, sumOfExps } from '../softmax';

export { keepConstants } from '../math';

/**
 * The `k` largest of each row of x [rows, cols], k ≤ cols: at `out`, row by row, their values (the largest first, of equal ones the
 * first), their places (int32) and log Σ eˣ of the row. Where there are fewer that are larger than −∞, the places behind them are −1; a
 * row with NaN or ∞, or of −∞ only, has a sum that is not finite.
 */
export function likeliest(x: usize, rows: i32, cols: i32, k: i32, out: usize): void {
  const bytes = <usize>k << 2;
  for (; rows > 0; rows--) {
    select(x, cols, k, out, out + bytes);
    const shift = largest(x, cols);
    store<f32>(out + 2 * bytes, shift + log1(<f32>sumOfExps(x, shift, 0, cols)));
    x += <usize>cols << 2;
    out += 2 * bytes + 4;
  }
}

/** Keeps the k largest in order while the row is read; four are passed over at once if none is larger than the least of them. */
function select(x: usize, cols: i32, k: i32, values: usize, places: usize): void {
  for (let i: usize = 0; i < <usize>k << 2; i += 4) {
    store<f32>(values + i, -Infinity);
    store<i32>(places + i, -1);
  }
  const last = values + (<usize>(k - 1) << 2);
  let i = 0;
  for (; i <= cols - 4; i += 4) {
    const four = v128.load(x + (<usize>i << 2));
    if (!v128.any_true(f32x4.gt(four, v128.load32_splat(last)))) continue;
    for (let lane = 0; lane < 4; lane++) insert(x, i + lane, values, last, places);
  }
  for (; i < cols; i++) insert(x, i, values, last, places);
}

function insert(x: usize, place: i32, values: usize, last: usize, places: usize): void {
  const value = load<f32>(x + (<usize>place << 2));
  if (!(value > load<f32>(last))) return;
  let at = last;
  for (; at > values && load<f32>(at - 4) < value; at -= 4) {
    store<f32>(at, load<f32>(at - 4));
    store<i32>(places + (at - values), load<i32>(places + (at - values) - 4));
  }
  store<f32>(at, value);
  store<i32>(places + (at - values), place);
}
