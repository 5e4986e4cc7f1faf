import type { CoreKernels } from '../generated/kernels';
import { behind, type Slices } from '../wasm/kernel-module';
import { batchedProducts, products } from './products';
import { byElement, byRow } from './slicing';

// What a float costs, in nanoseconds: read and written, or computed by a polynomial.
const MOVED = 0.25;
const COMPUTED = 1;

/** Columns that are summed at once. */
const COLUMNS = 16;

/** How core's own kernels are cut. */
export const slices: Slices<CoreKernels> = {
  gemm: products,
  gemmBatched: batchedProducts,
  add: byElement(MOVED, 3, [0, 1, 2]),
  subtract: byElement(MOVED, 3, [0, 1, 2]),
  multiply: byElement(MOVED, 3, [0, 1, 2]),
  activationBackward: byElement(MOVED, 3, [0, 1, 2]),
  biasActivation: byRow(COMPUTED, { rows: 1, width: 3, wide: [0] }),
  columnSumsOf: (whole, cut) => (x, rows, columns, all, out) => {
    if (columns <= COLUMNS || !cut.begin(MOVED * rows * columns)) {
      return whole(x, rows, columns, all, out);
    }
    const step = cut.step(columns, COLUMNS);
    for (let from = 0; from < columns; from += step) {
      const own = Math.min(step, columns - from);
      cut.add(behind(x, 4 * from), rows, own, all, behind(out, 4 * from));
    }
    cut.run();
  },
  clip: byElement(MOVED, 2, [0, 1]),
  expForward: byElement(COMPUTED, 2, [0, 1]),
  logForward: byElement(COMPUTED, 2, [0, 1]),
  hardSwishForward: byElement(MOVED, 2, [0, 1]),
  relu6Forward: byElement(MOVED, 2, [0, 1]),
  reluForward: byElement(MOVED, 2, [0, 1]),
  scale: byElement(MOVED, 3, [1, 2]),
  sigmoidForward: byElement(COMPUTED, 2, [0, 1]),
  tanhForward: byElement(COMPUTED, 2, [0, 1]),
  softmaxForward: byRow(COMPUTED, { rows: 2, width: 3, wide: [0, 1] }),
  softmaxBackward: byRow(MOVED, { rows: 3, width: 4, wide: [0, 1, 2] }),
  logSoftmaxForward: byRow(COMPUTED, { rows: 2, width: 3, wide: [0, 1] }),
  logSoftmaxBackward: byRow(COMPUTED, { rows: 3, width: 4, wide: [0, 1, 2] }),
  softmaxCrossEntropyForward: byRow(COMPUTED, { rows: 4, width: 5, wide: [0, 1, 3], narrow: [2] }),
  adamStep: byElement(COMPUTED, 5, [0, 1, 2, 3, 4]),
  momentumStep: byElement(MOVED, 3, [0, 1, 2]),
  rmspropStep: byElement(COMPUTED, 5, [0, 1, 2, 3, 4]),
  sgdStep: byElement(MOVED, 2, [0, 1]),
};
