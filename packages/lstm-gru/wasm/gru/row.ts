import { ONE, load4, madd4, nmadd4, store4, tanh4 } from '@dl/core/wasm/math';
import { gate4, gateBackward4, maybe4 } from '../rows';

/**
 * One step of one row of a GRU whose reset gate comes after the product, in place: gates [r z n] of
 * `hidden` floats each hold x Wx and leave as what comes out of them; zh [3 hidden] is hPrev Wh.
 * inner = zh_n + innerBias, n = tanh(z_n + r inner), h = hPrev + z (n − hPrev).
 *
 * bias [3 hidden], innerBias and hPrev (zeros) [hidden] may be 0.
 */
export function gruRowAfter(
  hidden: i32, gates: usize, zh: usize, bias: usize, innerBias: usize, hPrev: usize, inner: usize, h: usize, hard: bool,
): void {
  const width = (<usize>hidden) << 2;
  for (let j = 0; j < hidden; j += 4) {
    const n = min(4, hidden - j);
    const at = (<usize>j) << 2;
    const sumR = f32x4.add(load4(gates + at, n), load4(zh + at, n));
    const sumZ = f32x4.add(load4(gates + width + at, n), load4(zh + width + at, n));
    const r = gate4(f32x4.add(sumR, maybe4(bias, at, n)), hard);
    const z = gate4(f32x4.add(sumZ, maybe4(bias, width + at, n)), hard);
    const q = f32x4.add(load4(zh + 2 * width + at, n), maybe4(innerBias, at, n));
    const sumN = f32x4.add(load4(gates + 2 * width + at, n), maybe4(bias, 2 * width + at, n));
    const candidate = tanh4(madd4(r, q, sumN));
    const before = maybe4(hPrev, at, n);
    store4(gates + at, r, n);
    store4(gates + width + at, z, n);
    store4(gates + 2 * width + at, candidate, n);
    store4(inner + at, q, n);
    store4(h + at, madd4(z, f32x4.sub(candidate, before), before), n);
  }
}

/**
 * Its way back: dh [hidden] leaves as the part of hPrev's gradient that does not come through Wh; dzx and
 * dzh [3 hidden] are the gradients at x Wx and at hPrev Wh, which differ in the candidate.
 */
export function gruRowAfterBackward(
  hidden: i32, gates: usize, inner: usize, hPrev: usize, dh: usize, dzx: usize, dzh: usize, hard: bool,
): void {
  const width = (<usize>hidden) << 2;
  for (let j = 0; j < hidden; j += 4) {
    const n = min(4, hidden - j);
    const at = (<usize>j) << 2;
    const r = load4(gates + at, n);
    const z = load4(gates + width + at, n);
    const candidate = load4(gates + 2 * width + at, n);
    const before = maybe4(hPrev, at, n);
    const up = load4(dh + at, n);
    const dz = gateBackward4(f32x4.mul(up, f32x4.sub(candidate, before)), z, hard);
    const dn = f32x4.mul(f32x4.mul(up, z), nmadd4(candidate, candidate, ONE));
    const dr = gateBackward4(f32x4.mul(dn, load4(inner + at, n)), r, hard);
    store4(dzx + at, dr, n);
    store4(dzx + width + at, dz, n);
    store4(dzx + 2 * width + at, dn, n);
    store4(dzh + at, dr, n);
    store4(dzh + width + at, dz, n);
    store4(dzh + 2 * width + at, f32x4.mul(dn, r), n);
    store4(dh + at, nmadd4(z, up, up), n);
  }
}

/**
 * The first half of a step whose reset gate comes before the product: r and z of gates [r z n], where z
 * and r hold x Wx + hPrev Wh, and inner = r hPrev, which the candidate's weight is then to multiply.
 */
export function gruRowGates(
  hidden: i32, gates: usize, bias: usize, hPrev: usize, inner: usize, hard: bool,
): void {
  const width = (<usize>hidden) << 2;
  for (let j = 0; j < hidden; j += 4) {
    const n = min(4, hidden - j);
    const at = (<usize>j) << 2;
    const r = gate4(f32x4.add(load4(gates + at, n), maybe4(bias, at, n)), hard);
    const z = gate4(f32x4.add(load4(gates + width + at, n), maybe4(bias, width + at, n)), hard);
    store4(gates + at, r, n);
    store4(gates + width + at, z, n);
    store4(inner + at, f32x4.mul(r, maybe4(hPrev, at, n)), n);
  }
}

/** Its second half: n = tanh of the third of gates, and h = hPrev + z (n − hPrev). */
export function gruRowCandidate(hidden: i32, gates: usize, bias: usize, hPrev: usize, h: usize): void {
  const width = (<usize>hidden) << 2;
  for (let j = 0; j < hidden; j += 4) {
    const n = min(4, hidden - j);
    const at = (<usize>j) << 2;
    const z = load4(gates + width + at, n);
    const sum = f32x4.add(load4(gates + 2 * width + at, n), maybe4(bias, 2 * width + at, n));
    const candidate = tanh4(sum);
    const before = maybe4(hPrev, at, n);
    store4(gates + 2 * width + at, candidate, n);
    store4(h + at, madd4(z, f32x4.sub(candidate, before), before), n);
  }
}

/** Back through `gruRowCandidate`: z and n of dz [3 hidden]; dh leaves as the part that comes from hPrev (1 − z). */
export function gruRowCandidateBackward(
  hidden: i32, gates: usize, hPrev: usize, dh: usize, dz: usize, hard: bool,
): void {
  const width = (<usize>hidden) << 2;
  for (let j = 0; j < hidden; j += 4) {
    const n = min(4, hidden - j);
    const at = (<usize>j) << 2;
    const z = load4(gates + width + at, n);
    const candidate = load4(gates + 2 * width + at, n);
    const up = load4(dh + at, n);
    const difference = f32x4.sub(candidate, maybe4(hPrev, at, n));
    store4(dz + width + at, gateBackward4(f32x4.mul(up, difference), z, hard), n);
    store4(dz + 2 * width + at, f32x4.mul(f32x4.mul(up, z), nmadd4(candidate, candidate, ONE)), n);
    store4(dh + at, nmadd4(z, up, up), n);
  }
}

/** Back through `gruRowGates`: r of dz, from the gradient of inner; what goes to hPrev is added to dh. */
export function gruRowGatesBackward(
  hidden: i32, gates: usize, hPrev: usize, dInner: usize, dh: usize, dz: usize, hard: bool,
): void {
  for (let j = 0; j < hidden; j += 4) {
    const n = min(4, hidden - j);
    const at = (<usize>j) << 2;
    const r = load4(gates + at, n);
    const up = load4(dInner + at, n);
    store4(dz + at, gateBackward4(f32x4.mul(up, maybe4(hPrev, at, n)), r, hard), n);
    store4(dh + at, madd4(up, r, load4(dh + at, n)), n);
  }
}
