import type { NormKernels } from '../generated/kernels-norm';
import type { Slices } from '../wasm/kernel-module';
import { byRow } from './slicing';

/** How the kernels of norms are cut; those that sum over rows are not. */
export const slices: Slices<NormKernels> = {
  rowNormForward: byRow(0.5, { rows: 6, width: 7, wide: [0, 3], narrow: [4, 5] }),
};
