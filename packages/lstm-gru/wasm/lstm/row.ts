import { ONE, load4, nmadd4, store4, tanh4 } from '@dl/core/wasm/math';
import { addTo4, gate4, gateBackward4, maybe4 } from '../rows';

/**
 * One step of one row of an LSTM, in place: gates [i f g o] of `hidden` floats each turn from what goes
 * into them to what comes out of them. c = f cPrev + i g, m = o tanh c.
 *
 * bias [4 hidden], cPrev [hidden] (zeros) and peephole [3 hidden] (of i, f, o) may be 0.
 */
export function lstmRow(
  hidden: i32, gates: usize, bias: usize, cPrev: usize, peephole: usize, c: usize, m: usize, hard: bool,
): void {
  const width = (<usize>hidden) << 2;
  for (let j = 0; j < hidden; j += 4) {
    const n = min(4, hidden - j);
    const at = (<usize>j) << 2;
    const before = maybe4(cPrev, at, n);
    let zi = load4(gates + at, n);
    let zf = load4(gates + width + at, n);
    let zg = load4(gates + 2 * width + at, n);
    let zo = load4(gates + 3 * width + at, n);
    if (bias != 0) {
      zi = f32x4.add(zi, load4(bias + at, n));
      zf = f32x4.add(zf, load4(bias + width + at, n));
      zg = f32x4.add(zg, load4(bias + 2 * width + at, n));
      zo = f32x4.add(zo, load4(bias + 3 * width + at, n));
    }
    if (peephole != 0) {
      zi = f32x4.add(zi, f32x4.mul(before, load4(peephole + at, n)));
      zf = f32x4.add(zf, f32x4.mul(before, load4(peephole + width + at, n)));
    }
    const i = gate4(zi, hard);
    const f = gate4(zf, hard);
    const g = tanh4(zg);
    const after = f32x4.add(f32x4.mul(f, before), f32x4.mul(i, g));
    if (peephole != 0) zo = f32x4.add(zo, f32x4.mul(after, load4(peephole + 2 * width + at, n)));
    const o = gate4(zo, hard);
    store4(gates + at, i, n);
    store4(gates + width + at, f, n);
    store4(gates + 2 * width + at, g, n);
    store4(gates + 3 * width + at, o, n);
    store4(c + at, after, n);
    store4(m + at, f32x4.mul(o, tanh4(after)), n);
  }
}

/**
 * Its way back: dm [hidden] and dc [hidden] come in; dc leaves as the gradient of cPrev, dz [4 hidden] is
 * that of what went into the gates, and dpeephole [3 hidden] (0: none) is added to. `gates` and c are
 * what `lstmRow` left.
 */
export function lstmRowBackward(
  hidden: i32, gates: usize, cPrev: usize, peephole: usize, c: usize,
  dm: usize, dc: usize, dz: usize, dpeephole: usize, hard: bool,
): void {
  const width = (<usize>hidden) << 2;
  for (let j = 0; j < hidden; j += 4) {
    const n = min(4, hidden - j);
    const at = (<usize>j) << 2;
    const i = load4(gates + at, n);
    const f = load4(gates + width + at, n);
    const g = load4(gates + 2 * width + at, n);
    const o = load4(gates + 3 * width + at, n);
    const before = maybe4(cPrev, at, n);
    const after = load4(c + at, n);
    const up = load4(dm + at, n);
    const t = tanh4(after);
    const dzo = gateBackward4(f32x4.mul(up, t), o, hard);
    let dAfter = f32x4.add(load4(dc + at, n), f32x4.mul(f32x4.mul(up, o), nmadd4(t, t, ONE)));
    if (peephole != 0) dAfter = f32x4.add(dAfter, f32x4.mul(dzo, load4(peephole + 2 * width + at, n)));
    const dzi = gateBackward4(f32x4.mul(dAfter, g), i, hard);
    const dzf = gateBackward4(f32x4.mul(dAfter, before), f, hard);
    const dzg = f32x4.mul(f32x4.mul(dAfter, i), nmadd4(g, g, ONE));
    let dBefore = f32x4.mul(dAfter, f);
    if (peephole != 0) {
      dBefore = f32x4.add(dBefore, f32x4.mul(dzi, load4(peephole + at, n)));
      dBefore = f32x4.add(dBefore, f32x4.mul(dzf, load4(peephole + width + at, n)));
      addTo4(dpeephole, at, f32x4.mul(dzi, before), n);
      addTo4(dpeephole, width + at, f32x4.mul(dzf, before), n);
      addTo4(dpeephole, 2 * width + at, f32x4.mul(dzo, after), n);
    }
    store4(dz + at, dzi, n);
    store4(dz + width + at, dzf, n);
    store4(dz + 2 * width + at, dzg, n);
    store4(dz + 3 * width + at, dzo, n);
    store4(dc + at, dBefore, n);
  }
}
