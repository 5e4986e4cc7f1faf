import * as tf from '@tensorflow/tfjs-core';
import { hasGpu, runGpuProgram } from '../../wasm/gpu-program';
import { firstOf } from './first-of';

/**
 * Where the `k` first entries of each row stand, the first first: the largest, or the smallest. A NaN is larger than all
 * numbers; of equal ones the one with the lower index comes first.
 *
 * @param x float32 or int32 [..., n]
 * @returns int32 [..., k], k ≤ n
 */
export function topIndices(x: tf.Tensor, k: number, largest: boolean): tf.Tensor {
  const n = x.shape[x.rank - 1] as number;
  const shape = [...x.shape.slice(0, -1), k];
  const rows = n === 0 ? 0 : x.size / n;
  if (rows * k === 0) return tf.zeros(shape, 'int32');
  if (hasGpu()) return tf.tidy(() => tf.reshape(onGpu(x, rows, n, k, largest), shape));
  const values = x.dataSync() as Float32Array;
  const indices = new Int32Array(rows * k);
  for (let row = 0; row < rows; row++) {
    indices.set(firstOf(values.subarray(row * n, (row + 1) * n), k, largest), row * k);
  }
  return tf.tensor(indices, shape, 'int32');
}

/** The first ones of parts of the rows, then of those, until one part is left. */
function onGpu(x: tf.Tensor, rows: number, n: number, k: number, largest: boolean): tf.Tensor {
  let candidates: tf.Tensor | undefined;
  let count = n;
  for (;;) {
    const part = count <= Math.max(512, 4 * k) ? count : Math.max(256, 2 * k);
    const parts = Math.ceil(count / part);
    candidates = rank(x, candidates, { rows, n, count, part, parts, k }, largest);
    if (parts === 1) return candidates;
    count = parts * k;
  }
}

interface RankSizes {
  readonly rows: number;
  readonly n: number;
  readonly count: number;
  readonly part: number;
  readonly parts: number;
  readonly k: number;
}

/** A thread a candidate counts those before it in its part. What is none, −1 or past the end, comes last. */
function rank(
  x: tf.Tensor,
  candidates: tf.Tensor | undefined,
  { rows, n, count, part, parts, k }: RankSizes,
  largest: boolean,
): tf.Tensor {
  const float = x.dtype === 'float32';
  const bits = 'bitcast<i32>(x[at])';
  return runGpuProgram({
    key: `rank/${x.dtype}/${largest}`,
    inputs: candidates === undefined ? { x } : { x, candidates },
    outputShape: [rows, parts, k],
    dtype: 'int32',
    groups: Math.ceil((rows * parts * part) / 64),
    uniforms: {
      threads: { type: 'i32', value: rows * parts * part },
      n: { type: 'i32', value: n },
      count: { type: 'i32', value: count },
      part: { type: 'i32', value: part },
      parts: { type: 'i32', value: parts },
      k: { type: 'i32', value: k },
    },
    code: `
    fn candidate(row : i32, position : i32) -> i32 {
      if (position >= uniforms.count) { return -1; }
      return ${candidates === undefined ? 'position' : 'candidates[row * uniforms.count + position]'};
    }
    fn keyOf(at : i32) -> i32 {
      ${
        float
          ? `let bits = ${bits};
      if ((bits & 0x7fffffff) > 0x7f800000) { return 0x7fffffff; }
      if ((bits & 0x7fffffff) == 0) { return 0; }
      return select(bits ^ 0x7fffffff, bits, bits >= 0);`
          : 'return x[at];'
      }
    }
    fn main(index : i32) {
      if (index >= uniforms.threads) { return; }
      let group = index / uniforms.part;
      let row = group / uniforms.parts;
      let first = group % uniforms.parts * uniforms.part;
      let position = index % uniforms.part;
      let own = candidate(row, first + position);
      var key = 0;
      if (own >= 0) { key = keyOf(row * uniforms.n + own); }
      var rank = 0;
      for (var i = 0; i < uniforms.part; i++) {
        let other = candidate(row, first + i);
        if (other < 0) {
          if (own < 0 && i < position) { rank++; }
          continue;
        }
        if (own < 0) { rank++; continue; }
        let otherKey = keyOf(row * uniforms.n + other);
        if (otherKey ${largest ? '>' : '<'} key || (otherKey == key && other < own)) { rank++; }
      }
      if (rank < uniforms.k) { setOutputAtIndexI32(group * uniforms.k + rank, own); }
    }`,
  });
}
