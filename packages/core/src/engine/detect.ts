// The smallest modules that use the feature; an engine that lacks it refuses them.
// (func (drop (i8x16.popcnt (v128.const 0))))-like bodies, written by hand from the binary format.
const HEADER = [0, 97, 115, 109, 1, 0, 0, 0];
const TYPE_AND_FUNCTION = [1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0];

function validates(body: readonly number[]): boolean {
  if (typeof WebAssembly === 'undefined') return false;
  const code = [body.length + 2, 0, ...body, 11];
  const section = [10, code.length + 1, 1, ...code];
  return WebAssembly.validate(Uint8Array.from([...HEADER, ...TYPE_AND_FUNCTION, ...section]));
}

const SPLAT_ZERO = [65, 0, 253, 15]; // i32.const 0, i8x16.splat

let simd: boolean | undefined;
let relaxed: boolean | undefined;

/** Whether the engine takes WASM SIMD (128-bit). */
export function hasSimd(): boolean {
  simd ??= validates(SPLAT_ZERO);
  return simd;
}

/** Whether the engine takes relaxed SIMD: fused multiply-add (Node ≥ 22, Chromium ≥ 114). */
export function hasRelaxedSimd(): boolean {
  // f32x4.relaxed_madd (0xfd 0x105)
  relaxed ??= validates([...SPLAT_ZERO, ...SPLAT_ZERO, ...SPLAT_ZERO, 253, 0x85, 2]);
  return relaxed;
}

/** Whether code runs in Node (and not in a browser or worker). */
export function isNode(): boolean {
  return typeof process !== 'undefined' && process.versions?.node !== undefined;
}

/** Whether the page is cross-origin isolated, so memory can be shared between threads. */
export function isIsolated(): boolean {
  return (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
}
