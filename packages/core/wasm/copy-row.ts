import { load4, store4 } from './math';

/** y = x for `size` floats. */
export function copyRow(x: usize, y: usize, size: i32): void {
  // The engine's own copy has wider registers, at the price of a call.
  if (size >= 64) {
    memory.copy(y, x, <usize>size << 2);
    return;
  }
  for (; size > 0; size -= 4) {
    const count = min(size, 4);
    store4(y, load4(x, count), count);
    x += 16;
    y += 16;
  }
}

/** y = y + x for `size` floats. */
export function addRow(x: usize, y: usize, size: i32): void {
  for (; size >= 16; size -= 16) {
    const a = f32x4.add(v128.load(y), v128.load(x));
    const b = f32x4.add(v128.load(y, 16), v128.load(x, 16));
    const c = f32x4.add(v128.load(y, 32), v128.load(x, 32));
    const d = f32x4.add(v128.load(y, 48), v128.load(x, 48));
    v128.store(y, a);
    v128.store(y, b, 16);
    v128.store(y, c, 32);
    v128.store(y, d, 48);
    x += 64;
    y += 64;
  }
  for (; size > 0; size -= 4) {
    const count = min(size, 4);
    store4(y, f32x4.add(load4(y, count), load4(x, count)), count);
    x += 16;
    y += 16;
  }
}
