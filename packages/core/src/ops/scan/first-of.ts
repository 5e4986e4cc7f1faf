/** Where the `k` first entries of a row on this thread stand, as `topIndices` orders them. */
export function firstOf(row: Float32Array, k: number, largest: boolean): Int32Array {
  const found = new Int32Array(k);
  (k <= FEW ? findFew : findMany)(row, found, largest);
  return found;
}

/** Up to so many are kept in order while the row is read. */
export const FEW = 64;

/** Whether `a` comes before `b` by its value. */
function comesBefore(a: number, b: number, largest: boolean): boolean {
  if (Number.isNaN(a)) return largest && !Number.isNaN(b);
  return Number.isNaN(b) ? !largest : largest ? a > b : a < b;
}

function findFew(values: Float32Array, found: Int32Array, largest: boolean): void {
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    let at = count;
    while (at > 0 && comesBefore(value, values[found[at - 1] as number] as number, largest)) at--;
    if (at === found.length) continue;
    if (count < found.length) count++;
    found.copyWithin(at + 1, at, count - 1);
    found[at] = i;
  }
}

function findMany(values: Float32Array, found: Int32Array, largest: boolean): void {
  const order = Int32Array.from(values, (_, i) => i).sort((a, b) => {
    const [one, other] = [values[a] as number, values[b] as number];
    if (comesBefore(one, other, largest)) return -1;
    return comesBefore(other, one, largest) ? 1 : a - b;
  });
  found.set(order.subarray(0, found.length));
}
