import type { OpCase } from '../matrix/op-case';
import { adaptiveAvgPool2d } from './adaptive-avg-pool-2d';
import { avgPool2d } from './avg-pool-2d';
import { globalAvgPool2d, globalMaxPool2d } from './global-pool-2d';
import { maxPool2d } from './max-pool-2d';
import { avgPool1d, maxPool1d } from './pool-1d';

/** Numbers in an order without ties, far enough apart for differences. */
function apart(shape: readonly number[]) {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return { shape, values: Array.from({ length: size }, (_, i) => ((i * 37) % size) / 8 - 2) };
}

const max = ['maxPoolForward', 'maxPoolBackward'];
const mean = ['avgPoolForward', 'avgPoolBackward'];

/** Pools. */
export const poolCases: OpCase[] = [
  {
    op: 'maxPool2d',
    title: 'side by side',
    inputs: [apart([2, 4, 4, 3])],
    run: (x) => maxPool2d(x, { size: 2 }),
    kernels: max,
  },
  {
    op: 'maxPool2d',
    title: 'overlapping, with padding and dilation',
    inputs: [apart([1, 6, 5, 5])],
    run: (x) => maxPool2d(x, { size: [3, 2], stride: [1, 2], padding: 1, dilation: [1, 2] }),
    kernels: max,
  },
  {
    op: 'maxPool2d',
    title: 'same padding',
    inputs: [apart([1, 5, 3, 2])],
    run: (x) => maxPool2d(x, { size: 2, padding: 'same' }),
    kernels: max,
  },
  {
    op: 'avgPool2d',
    title: 'side by side',
    inputs: [[2, 4, 4, 3]],
    run: (x) => avgPool2d(x, { size: 2 }),
    kernels: mean,
  },
  {
    op: 'avgPool2d',
    title: 'overlapping, over what is seen only',
    inputs: [[1, 5, 4, 5]],
    run: (x) => avgPool2d(x, { size: 3, stride: [1, 2], padding: 1, countPadding: false }),
    kernels: mean,
  },
  {
    op: 'avgPool2d',
    title: 'overlapping, over the padding too',
    inputs: [[1, 5, 4, 2]],
    run: (x) => avgPool2d(x, { size: 3, stride: 2, padding: 1 }),
    kernels: mean,
  },
  {
    op: 'maxPool2d',
    title: 'a last window that reaches beyond the image',
    inputs: [apart([1, 6, 5, 2])],
    run: (x) => maxPool2d(x, { size: [3, 2], stride: 2, padding: [1, 0], ceilMode: true }),
    kernels: max,
  },
  {
    op: 'avgPool2d',
    title: 'a last window that reaches beyond the padding',
    inputs: [[1, 5, 6, 2]],
    run: (x) => avgPool2d(x, { size: 3, stride: [3, 2], padding: 1, ceilMode: true }),
    kernels: mean,
  },
  {
    op: 'adaptiveAvgPool2d',
    title: 'parts that overlap, and as many as there are entries',
    inputs: [[2, 5, 4, 5]],
    run: (x) => adaptiveAvgPool2d(x, [3, 4]),
    kernels: mean,
  },
  {
    op: 'adaptiveAvgPool2d',
    title: 'more parts than entries, and one',
    inputs: [[1, 2, 7, 3]],
    run: (x) => adaptiveAvgPool2d(x, [5, 1]),
    kernels: mean,
  },
  {
    op: 'maxPool1d',
    title: 'side by side',
    inputs: [apart([2, 7, 3])],
    run: (x) => maxPool1d(x, { size: 2 }),
    kernels: max,
  },
  {
    op: 'maxPool1d',
    title: 'causal',
    inputs: [apart([1, 7, 2])],
    run: (x) => maxPool1d(x, { size: 3, stride: 1, padding: 'causal' }),
    kernels: max,
  },
  {
    op: 'avgPool1d',
    title: 'overlapping',
    inputs: [[2, 7, 3]],
    run: (x) => avgPool1d(x, { size: 3, stride: 2 }),
    kernels: mean,
  },
  {
    op: 'globalMaxPool2d',
    title: 'all places',
    inputs: [apart([2, 3, 4, 5])],
    run: (x) => globalMaxPool2d(x),
    kernels: max,
  },
  {
    op: 'globalAvgPool2d',
    title: 'all places',
    inputs: [[2, 3, 4, 5]],
    run: (x) => globalAvgPool2d(x),
    kernels: mean,
  },
];
