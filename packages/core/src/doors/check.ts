/** Checks, and the texts of errors, for the authors of ops, layers and packages: `@dl/core/check`. */
export { expectFlag, expectFunction, expectOneOf } from '../check/choice';
export { describeShape, describeValue, expected } from '../check/describe';
export { readLengths } from '../check/lengths';
export { nearestName } from '../check/nearest-name';
export {
  expectFinite,
  expectFraction,
  expectInteger,
  expectNonNegative,
  expectPositive,
  expectPositiveInteger,
  LARGEST,
} from '../check/number';
export {
  checkedLater,
  countNames,
  mergeChecks,
  type OptionCheck,
  type OptionChecks,
  oneOf,
  readOptions,
} from '../check/options';
export { isArrayOf } from '../check/realm';
export { expectRoom } from '../check/room';
export { expectShape } from '../check/shape';
export { expectAlive, expectDtype, expectTensor } from '../check/tensor';
export { expectBackend } from '../engine/expect-backend';
export { expectRng } from '../random/expect-rng';
