import {
  expected,
  expectFlag,
  expectPositiveInteger,
  mergeChecks,
  type OptionChecks,
} from '@dl/core/check';
import { BLOCK_OPTIONS, type BlockOptions } from '../block/block-options';

/** What a stack of blocks is made of. */
export interface StackOptions extends BlockOptions {
  /** How many blocks. Required. */
  layers: number;
  /** A norm behind the last block. Default: for `pre` only, which needs it. */
  finalNorm?: boolean | undefined;
  /** Keeps of each block nothing but its input and computes it again for the gradient: less memory, a third more time. Default false. */
  recompute?: boolean | undefined;
}

/** How they are checked. */
export const STACK_OPTIONS: OptionChecks<StackOptions> = /* @__PURE__ */ mergeChecks(
  BLOCK_OPTIONS,
  { layers: expectPositiveInteger, finalNorm: expectFlag, recompute: expectFlag },
);

/** More layers than any model has: a larger number is a mistake, and would fill memory. */
const MOST = 2 ** 12;

/** Checks what no stack can do without. @throws RangeError */
export function expectLayers(where: string, { layers }: StackOptions): void {
  if (Number.isInteger(layers) && layers >= 1 && layers <= MOST) return;
  throw new RangeError(expected(`${where}: layers`, `an integer from 1 to ${MOST}`, layers));
}
