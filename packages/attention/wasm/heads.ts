import { floats } from '@dl/core/wasm/gemm-layout';
import { attendBackward } from './backward';
import { attendForward } from './forward';

/**
 * Heads `first` … `end − 1` of [batch, heads], each by `attendForward`. Heads of q lie `batchQ`, `headQ` and their rows `rowQ`
 * floats apart, likewise those of k and v, of which a group of heads / kvHeads queries shares one, and of out; lse is [batch, heads,
 * queries]. `lengths` (int32 [batch]) says how many keys there are, `slopes` (float32 [heads]) what is taken off for a
 * distance of one, `bias` and `mask` are read at batch · batchBias + head · headBias on; the address 0 for none.
 */
export function attendHeads(
  first: i32, end: i32, heads: i32, kvHeads: i32, queries: i32, keys: i32, depth: i32, valueDepth: i32,
  q: usize, batchQ: i32, headQ: i32, rowQ: i32, k: usize, batchK: i32, headK: i32, rowK: i32,
  v: usize, batchV: i32, headV: i32, rowV: i32, out: usize, batchOut: i32, headOut: i32, rowOut: i32, lse: usize,
  scale: f32, causal: bool, window: i32, offset: i32, lengths: usize, slopes: usize,
  bias: usize, batchBias: i32, headBias: i32, rowBias: i32, stepBias: i32,
  mask: usize, batchMask: i32, headMask: i32, rowMask: i32, stepMask: i32, scratch: usize,
): void {
  const group = heads / kvHeads;
  for (let i = first; i < end; i++) {
    const b = i / heads;
    const h = i % heads;
    attendForward(
      queries, lengths != 0 ? load<i32>(lengths + floats(b)) : keys, depth, valueDepth,
      q + floats(b * batchQ + h * headQ), rowQ,
      k + floats(b * batchK + h / group * headK), rowK,
      v + floats(b * batchV + h / group * headV), rowV,
      out + floats(b * batchOut + h * headOut), rowOut,
      lse != 0 ? lse + floats(i * queries) : 0,
      scale, causal, window, offset, slopes != 0 ? load<f32>(slopes + floats(h)) : 0,
      bias != 0 ? bias + floats(b * batchBias + h * headBias) : 0, rowBias, stepBias,
      mask != 0 ? mask + <usize>(b * batchMask + h * headMask) : 0, rowMask, stepMask, scratch,
    );
  }
}

/**
 * The way back of `attendHeads`, of heads `first` … `end − 1` of [batch, kvHeads] with all queries that share them. dq, dk, dv, dout and
 * dbias lie as q, k, v, out and bias, and are added to.
 */
export function attendHeadsBackward(
  first: i32, end: i32, heads: i32, kvHeads: i32, queries: i32, keys: i32, depth: i32, valueDepth: i32,
  q: usize, batchQ: i32, headQ: i32, rowQ: i32, k: usize, batchK: i32, headK: i32, rowK: i32,
  v: usize, batchV: i32, headV: i32, rowV: i32, out: usize, batchOut: i32, headOut: i32, rowOut: i32, lse: usize,
  scale: f32, causal: bool, window: i32, offset: i32, lengths: usize, slopes: usize,
  bias: usize, batchBias: i32, headBias: i32, rowBias: i32, stepBias: i32,
  mask: usize, batchMask: i32, headMask: i32, rowMask: i32, stepMask: i32, scratch: usize,
  dout: usize, dq: usize, dk: usize, dv: usize, dbias: usize,
): void {
  const group = heads / kvHeads;
  for (let i = first; i < end; i++) {
    const b = i / kvHeads;
    const j = i % kvHeads;
    const atK = floats(b * batchK + j * headK);
    const atV = floats(b * batchV + j * headV);
    for (let h = j * group; h < (j + 1) * group; h++) {
      const atQ = floats(b * batchQ + h * headQ);
      const atOut = floats(b * batchOut + h * headOut);
      const atBias = floats(b * batchBias + h * headBias);
      attendBackward(
        queries, lengths != 0 ? load<i32>(lengths + floats(b)) : keys, depth, valueDepth,
        q + atQ, rowQ, k + atK, rowK, v + atV, rowV, out + atOut, rowOut, lse + floats((b * heads + h) * queries),
        scale, causal, window, offset, slopes != 0 ? load<f32>(slopes + floats(h)) : 0,
        bias != 0 ? bias + atBias : 0, rowBias, stepBias,
        mask != 0 ? mask + <usize>(b * batchMask + h * headMask) : 0, rowMask, stepMask, scratch,
        dout + atOut, dq + atQ, dk + atK, dv + atV, dbias != 0 ? dbias + atBias : 0,
      );
    }
  }
}
