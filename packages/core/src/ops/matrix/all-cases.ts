import { activationCases } from '../activation/activation-cases';
import { convCases } from '../conv/conv-cases';
import { einsumCases } from '../dense/einsum-cases';
import { productCases } from '../dense/product-cases';
import { resizeCases } from '../image/resize-cases';
import { ctcCases } from '../loss/ctc-cases';
import { lossCases } from '../loss/loss-cases';
import { normCases } from '../norm/norm-cases';
import { poolCases } from '../pool/pool-cases';
import { rowsCases } from '../rows/rows-cases';
import { flattenCases } from '../shape/flatten-cases';
import { selectCases } from '../shape/select-cases';
import { shapeCases } from '../shape/shape-cases';
import type { OpCase } from './op-case';

/** Every case of every op: the rows of docs/ops.md. */
export const allCases: readonly OpCase[] = [
  ...productCases,
  ...activationCases,
  ...lossCases,
  ...ctcCases,
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
