import { describe, expect, test } from 'vitest';
import { threefry } from './threefry';

const block = (k0: number, k1: number, c0: number, c1: number) => {
  const out = new Uint32Array(2);
  threefry(k0, k1, c0, c1, out);
  return [...out];
};

describe('threefry', () => {
  // Random123's kat_vectors, threefry2x32 with 20 rounds: counter, key, result.
  test.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x243f6a88, 0x85a308d3],
      [0x13198a2e, 0x03707344],
      [0xc4923a9c, 0x483df7a0],
    ],
  ] as [number[], number[], number[]][])(
    'known answer of counter %j',
    ([c0, c1], [k0, k1], out) => {
      expect(block(k0 as number, k1 as number, c0 as number, c1 as number)).toEqual(out);
    },
  );

  // JAX's documentation: jax.random.split(jax.random.PRNGKey(0)) (jax_threefry_partitionable off)
  // gives [[4146024105, 967050713], [2718843009, 1272950319]]; it hashes the counters (0, 2), (1, 3).
  test('splits the key 0 as JAX does', () => {
    expect(block(0, 0, 0, 2)).toEqual([4146024105, 2718843009]);
    expect(block(0, 0, 1, 3)).toEqual([967050713, 1272950319]);
  });
});
