/** A pair of numbers to add. */
export type Pair = readonly [number, number];

/** The lowest `bits` bits of `value`, the least significant first: carries run forward in time. */
export function toBits(value: number, bits: number): number[] {
  return Array.from({ length: bits }, (_, t) => (value >>> t) & 1);
}

/** The number of these bits, the least significant first. */
export function fromBits(bits: ArrayLike<number>): number {
  let value = 0;
  for (let t = bits.length - 1; t >= 0; t--) value = 2 * value + (bits[t] as number);
  return value;
}

/** Numbers to add are under this, so that a sum fits in `bits` bits. */
export function limitOf(bits: number): number {
  return 2 ** (bits - 1);
}

/** The inputs of a network: bit t of both numbers at step t, [pairs, bits, 2]. */
export function encodePairs(pairs: readonly Pair[], bits: number): Float32Array {
  const values = new Float32Array(pairs.length * bits * 2);
  let at = 0;
  for (const [a, b] of pairs) {
    for (let t = 0; t < bits; t++) {
      values[at++] = (a >>> t) & 1;
      values[at++] = (b >>> t) & 1;
    }
  }
  return values;
}

/** What it is to give: bit t of the sum at step t, [pairs, bits, 1]. */
export function encodeSums(pairs: readonly Pair[], bits: number): Float32Array {
  const values = new Float32Array(pairs.length * bits);
  let at = 0;
  for (const [a, b] of pairs) {
    for (let t = 0; t < bits; t++) values[at++] = ((a + b) >>> t) & 1;
  }
  return values;
}

/** The numbers that outputs stand for, each [bits] of them rounded to bits. */
export function decodeSums(outputs: ArrayLike<number>, bits: number): number[] {
  const sums: number[] = [];
  for (let at = 0; at < outputs.length; at += bits) {
    sums.push(
      fromBits(Array.from({ length: bits }, (_, t) => Number((outputs[at + t] as number) > 0.5))),
    );
  }
  return sums;
}

/** Bits as people write them, the most significant first. */
export function bitText(value: number, bits: number): string {
  return toBits(value, bits).reverse().join('');
}
