import { expectOneOf } from './choice';
import { expected } from './describe';
import { nearestName } from './nearest-name';

/** Checks the value of one option. Its place and name come first, as in every check. */
export type OptionCheck = {
  // A method, so that a check of numbers serves an option that is a number.
  check(where: string, name: string, value: unknown): void;
}['check'];

/** The check of each option of `T`. A list that lacks an option does not compile. */
export type OptionChecks<T> = { readonly [K in keyof T]-?: OptionCheck };

/**
 * Reads an options object: refuses unknown names, and checks every value that is given. `undefined` stands for an empty
 * object, and an option whose value is undefined counts as left out. The caller checks required options itself.
 * Each value is read once, and what was checked is what is given: a getter that changes its mind reaches no kernel.
 *
 *     const { rate = 0.5 } = readOptions('Dropout', options, { rate: expectFraction });
 *
 * @throws TypeError `adam: expected an object of options, got 3`,
 *   `adam: expected an option of learningRate, beta1 or beta2, got "lr" (is it learningRate?)`; as the checks
 */
export function readOptions<T extends object>(
  where: string,
  options: T | undefined,
  checks: OptionChecks<T>,
): T {
  if (options === undefined) return NONE as T;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(expected(where, 'an object of options', options));
  }
  // One copy of all, which engines have a quick way for; what is inherited comes one by one.
  const own = { ...options };
  for (const name in options) {
    if (!Object.hasOwn(checks, name)) throw unknownOption(where, name, Object.keys(checks));
    let value = own[name];
    if (value === undefined) {
      if (!Object.hasOwn(own, name)) value = options[name];
      if (value === undefined) continue;
      own[name] = value;
    }
    checks[name](where, name, value);
  }
  // Last, since it takes longer.
  if (options.constructor !== Object) readInstance(where, options, checks, own);
  return own;
}

/** How many options are given by name. */
export function countNames(options: object): number {
  let count = 0;
  for (const _ in options) count++;
  return count;
}

/** Options in an object of a class, whose accessors are not enumerated. A Map, a Date or a tensor holds none. */
function readInstance<T extends object>(
  where: string,
  options: T,
  checks: OptionChecks<T>,
  own: T,
): void {
  // The name of a class that everybody has, though the object may be of another realm.
  const kind = Object.prototype.toString.call(options).slice(8, -1);
  if ((kind !== 'Object' && kind in globalThis) || 'dataId' in options) {
    throw new TypeError(expected(where, 'an object of options', options));
  }
  for (const name in checks) {
    if (own[name] !== undefined) continue;
    const value = options[name];
    if (value === undefined) continue;
    checks[name](where, name, value);
    own[name] = value;
  }
}

const NONE = /* @__PURE__ */ Object.freeze({});

function unknownOption(where: string, name: string, names: string[]): TypeError {
  const nearest = nearestName(name, names);
  const last = names.pop();
  const list = names.length === 0 ? `${last}` : `${names.join(', ')} or ${last}`;
  const hint = nearest === undefined ? '' : ` (is it ${nearest}?)`;
  return new TypeError(`${expected(where, `an option of ${list}`, name)}${hint}`);
}

type Checks = Readonly<Record<string, OptionCheck>>;

/**
 * The checks of two lists as one; where both know an option the second counts. A call that bundlers leave out where
 * nothing reads its result: `{ ...base }` they keep, since a spread may run code.
 */
/* @__NO_SIDE_EFFECTS__ */
export function mergeChecks<A extends Checks, B extends Checks>(base: A, own: B): A & B {
  return { ...base, ...own };
}

/** The check of an option whose value is one of a few words. */
/* @__NO_SIDE_EFFECTS__ */
export function oneOf(choices: readonly string[]): OptionCheck {
  return (where, name, value) => expectOneOf(where, name, value as string, choices);
}

/** For an option that is checked elsewhere: a required one, or one that depends on other arguments. */
export const checkedLater: OptionCheck = () => undefined;
