import type { Recipes } from '../recipe';

const CHECK = 'it is a check itself, with tests of its own';
const ERROR = 'it is the class of an error';

/** Checks and errors, which are not called. */
export const checkRecipes: Recipes = {
  describeShape: CHECK,
  describeValue: CHECK,
  expected: CHECK,
  nearestName: CHECK,
  readOptions: CHECK,
  countNames: CHECK,
  mergeChecks: CHECK,
  ofNothing: 'it is the part of an op that has checked its inputs',
  oneOf: CHECK,
  checkedLater: CHECK,
  expectAlive: CHECK,
  expectBackend: CHECK,
  expectDtype: CHECK,
  expectFinite: CHECK,
  expectFlag: CHECK,
  expectFraction: CHECK,
  expectFunction: CHECK,
  expectInteger: CHECK,
  expectNonNegative: CHECK,
  expectOneOf: CHECK,
  expectPositive: CHECK,
  expectPositiveInteger: CHECK,
  expectRng: CHECK,
  expectShape: CHECK,
  expectTensor: CHECK,
  expectRoom: CHECK,
  readLengths: CHECK,
  isArrayOf: CHECK,
  expectCell: CHECK,
  expectSequence: CHECK,
  readSequenceOptions: CHECK,
  CheckpointError: ERROR,
  KerasError: ERROR,
  SafetensorsError: ERROR,
  ShapeError: ERROR,
  StateDictError: ERROR,
};
