// #region data
/** Two numbers to add. */
export type Pair = readonly [number, number];

/** Numbers to add are under this, so that a sum fits in `bits` bits. */
export function limitOf(bits: number): number {
  return 2 ** (bits - 1);
}

/** The inputs: bit t of both numbers at step t, the lowest first, since carries run forward. [pairs, bits, 2] */
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

/** What is wanted: bit t of the sum at step t. [pairs, bits, 1] */
export function encodeSums(pairs: readonly Pair[], bits: number): Float32Array {
  const values = new Float32Array(pairs.length * bits);
  let at = 0;
  for (const [a, b] of pairs) {
    for (let t = 0; t < bits; t++) values[at++] = ((a + b) >>> t) & 1;
  }
  return values;
}
// #endregion data

/** The numbers that outputs stand for, each `bits` of them rounded to bits. */
export function decodeSums(outputs: ArrayLike<number>, bits: number): number[] {
  const sums: number[] = [];
  for (let from = 0; from < outputs.length; from += bits) {
    let sum = 0;
    for (let t = bits - 1; t >= 0; t--) {
      sum = 2 * sum + Number((outputs[from + t] as number) > 0.5);
    }
    sums.push(sum);
  }
  return sums;
}

/** A number's bits as people write them, the highest first. */
export function bitText(value: number, bits: number): string {
  return value.toString(2).padStart(bits, '0');
}

/** The bits that are carried into each place of a + b, the lowest first. */
export function carries(a: number, b: number, bits: number): number[] {
  const into = [0];
  for (let t = 0; t + 1 < bits; t++) {
    const sum = ((a >>> t) & 1) + ((b >>> t) & 1) + (into[t] as number);
    into.push(sum >> 1);
  }
  return into;
}
