import type * as tf from '@tensorflow/tfjs-core';
import { ELEMENT_THREADS, elementGroups, perElement } from '../../gpu/per-element';
import { runProgram } from '../../gpu/run-program';
import type { RngState } from '../../random/random';

/** Rounds of Threefry, by the distances of its rotations, and what is added after each four of them. */
const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** The words that `Rng` would draw: block `c` of the counter under the key, two words. */
const THREEFRY = `
fn words(low : u32, high : u32) -> vec2<u32> {
  let k0 = u32(ints.key0);
  let k1 = u32(ints.key1);
  let k2 = 0x1bd11bdau ^ k0 ^ k1;
  var x = low + k0;
  var y = high + k1;
${[0, 1, 2, 3, 4]
  .map((turn) => {
    const rounds = (ROTATIONS[turn % 2] as readonly number[]).map(
      (by) => `x = x + y; y = ((y << ${by}u) | (y >> ${32 - by}u)) ^ x;`,
    );
    const keys = ['k0', 'k1', 'k2'];
    const [first, second] = [keys[(turn + 1) % 3], keys[(turn + 2) % 3]];
    return `  ${rounds.join(' ')} x = x + ${first}; y = y + ${second} + ${turn + 1}u;`;
  })
  .join('\n')}
  return vec2<u32>(x, y);
}`;

/** x times 0 for a share `rate` of it, else times 1 / (1 − rate): as the numbers that `draw` begins say, made where they are used. */
export function dropoutOnGpu(x: tf.Tensor, rate: number, { key, counter }: RngState): tf.Tensor {
  return runProgram({
    key: 'dropout',
    reads: { input: x },
    makes: { output: { shape: x.shape } },
    ints: {
      size: x.size,
      key0: key[0],
      key1: key[1],
      low: counter >>> 0,
      high: (counter / 2 ** 32) | 0,
      // A number of 24 bits is under the rate where it is under this.
      limit: Math.ceil(rate * 2 ** 24),
    },
    floats: { kept: 1 / (1 - rate) },
    groups: elementGroups(x.size),
    threads: ELEMENT_THREADS,
    code: () => `${THREEFRY}
${perElement(`
      let low = u32(ints.low) + u32(i / 2);
      let high = u32(ints.high) + select(0u, 1u, low < u32(ints.low));
      let both = words(low, high);
      let word = select(both.x, both.y, (i & 1) == 1);
      output[i] = input[i] * select(floats.kept, 0.0, (word >> 8u) < u32(ints.limit));`)}`,
  }).output;
}
