import { flatten } from '../ops/flatten';
import type { OpCase } from './op-case';

/** Ops that move numbers, and choose among them. */
export const shapeCases: OpCase[] = [
  { op: 'flatten', title: 'images', inputs: [[2, 3, 5, 2]], run: (x) => flatten(x) },
];
