import type * as tf from '@tensorflow/tfjs-core';
import { runProgram } from '../../gpu/run-program';
import { activationCode } from '../activation/activation-code';
import type { GpuProduct } from './gpu-product';

/** Columns that a group makes, and threads that share the sum of each. */
const COLUMNS = 16;
const LANES = 16;

/** A product of few rows: each number of b is read once, and neighbours by neighbouring threads. */
export function thinProductOnGpu({
  a,
  b,
  transposeA,
  transposeB,
  m,
  n,
  k,
  batch,
  strideA,
  strideB,
  shape,
  bias,
  activation = 'none',
}: GpuProduct): tf.Tensor {
  const across = Math.ceil(n / COLUMNS);
  return runProgram({
    key: `thin-product/${m}/${transposeA}/${transposeB}/${activation}`,
    reads: { a, b, bias },
    makes: { result: { shape } },
    ints: { n, k, across, batch, strideA, strideB },
    groups: batch * across,
    threads: COLUMNS * LANES,
    code: () => codeOf(m, transposeA, transposeB, bias !== undefined, activation),
  }).result;
}

function codeOf(
  m: number,
  transposeA: boolean,
  transposeB: boolean,
  bias: boolean,
  activation: NonNullable<GpuProduct['activation']>,
): string {
  const rows = Array.from({ length: m }, (_, r) => r);
  const left = (r: number) =>
    transposeA ? `fromA + s * ${m} + ${r}` : `fromA + ${r} * ints.k + s`;
  const right = transposeB ? 'fromB + column * ints.k + s' : 'fromB + s * ints.n + column';
  // Neighbouring threads are neighbours in b: along its steps, or along its columns.
  const [own, lane] = transposeB
    ? [`thread / ${LANES}`, `thread % ${LANES}`]
    : [`thread % ${COLUMNS}`, `thread / ${COLUMNS}`];
  const value = `sum${bias ? ' + bias[column]' : ''}`;
  return `${activationCode(activation)}
var<workgroup> sums : array<f32, ${m * COLUMNS * LANES}>;
fn main(group : i32, thread : i32) {
  let batch = group / ints.across;
  let own = ${own};
  let lane = ${lane};
  let column = (group % ints.across) * ${COLUMNS} + own;
  let fromA = batch * ints.strideA;
  let fromB = batch * ints.strideB;
  ${rows.map((r) => `var sum${r} = 0.0;`).join(' ')}
  if (column < ints.n && batch < ints.batch) {
    for (var s = lane; s < ints.k; s += ${LANES}) {
      let right = b[${right}];
      ${rows.map((r) => `sum${r} += a[${left(r)}] * right;`).join('\n      ')}
    }
  }
  let place = own * ${LANES} + lane;
  ${rows.map((r) => `sums[${r * COLUMNS * LANES} + place] = sum${r};`).join(' ')}
  workgroupBarrier();
  if (lane >= ${m} || column >= ints.n || batch >= ints.batch) { return; }
  var sum = 0.0;
  for (var i = 0; i < ${LANES}; i++) { sum += sums[lane * ${COLUMNS * LANES} + own * ${LANES} + i]; }
  result[(batch * ${m} + lane) * ints.n + column] = ${activation === 'none' ? value : `bent(${value})`};
}`;
}
