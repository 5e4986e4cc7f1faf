import { activationCases } from './activation-cases';
import { convCases } from './conv-cases';
import { einsumCases } from './einsum-cases';
import { flattenCases } from './flatten-cases';
import { lossCases } from './loss-cases';
import { normCases } from './norm-cases';
import type { OpCase } from './op-case';
import { poolCases } from './pool-cases';
import { productCases } from './product-cases';
import { resizeCases } from './resize-cases';
import { rowsCases } from './rows-cases';
import { selectCases } from './select-cases';
import { shapeCases } from './shape-cases';

/** Every case of every op: the rows of docs/ops.md. */
export const allCases: readonly OpCase[] = [
  ...productCases,
  ...activationCases,
  ...lossCases,
  ...rowsCases,
  ...convCases,
  ...poolCases,
  ...resizeCases,
  ...normCases,
  ...shapeCases,
  ...selectCases,
  ...einsumCases,
  ...flattenCases,
];
