import type * as tf from '@tensorflow/tfjs-core';
import { ROW_SUMS, threadsOfRow } from '../../gpu/row-sums';
import { runProgram } from '../../gpu/run-program';

type Name = 'softmax' | 'logSoftmax';

const START = `${ROW_SUMS}
fn main(group : i32, thread : i32) {
  if (group >= ints.rows) { return; }
  let first = group * ints.size;
  let end = first + ints.size;`;

/** Softmax or its logarithm of each row, by a group each. */
export function softmaxOnGpu(x: tf.Tensor, name: Name, rows: number, size: number): tf.Tensor {
  const log = name === 'logSoftmax';
  return runProgram({
    key: name,
    reads: { input: x },
    makes: { output: { shape: x.shape } },
    ints: { rows, size },
    groups: rows,
    threads: threadsOfRow(size),
    code: () => `${START}
  var most = -3.4028234e38;
  for (var i = first + thread; i < end; i += THREADS) { most = larger(most, input[i]); }
  let peak = mostOf(thread, most);
  var own = 0.0;
  for (var i = first + thread; i < end; i += THREADS) { own += exp(input[i] - peak); }
  let total = sumOf(thread, own);
  ${log ? 'let below = log(total);' : 'let share = 1.0 / total;'}
  for (var i = first + thread; i < end; i += THREADS) {
    output[i] = ${log ? '(input[i] - peak) - below' : 'exp(input[i] - peak) * share'};
  }
}`,
  }).output;
}

/** dx = y (dy − Σ dy y), or of the logarithm dy − exp(y) Σ dy. */
export function softmaxBackOnGpu(
  dy: tf.Tensor,
  output: tf.Tensor,
  name: Name,
  rows: number,
  size: number,
): tf.Tensor {
  const log = name === 'logSoftmax';
  return runProgram({
    key: `${name}-back`,
    reads: { dy, output },
    makes: { dx: { shape: output.shape } },
    ints: { rows, size },
    groups: rows,
    threads: threadsOfRow(size),
    code: () => `${START}
  var own = 0.0;
  for (var i = first + thread; i < end; i += THREADS) { own += dy[i]${log ? '' : ' * output[i]'}; }
  let total = sumOf(thread, own);
  for (var i = first + thread; i < end; i += THREADS) {
    dx[i] = ${log ? 'dy[i] - exp(output[i]) * total' : 'output[i] * (dy[i] - total)'};
  }
}`,
  }).dx;
}
