import type { OpCase } from '../matrix/op-case';
import { flatten } from './flatten';

/** The op that joins axes. */
export const flattenCases: OpCase[] = [
  { op: 'flatten', title: 'images', inputs: [[2, 3, 5, 7]], run: (x) => flatten(x) },
  {
    op: 'flatten',
    title: 'a vector, whose entries become rows',
    inputs: [[3]],
    run: (x) => flatten(x),
  },
];
