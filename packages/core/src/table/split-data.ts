import { expectFunction } from '../check/choice';
import { expected } from '../check/describe';
import { expectFraction } from '../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../check/options';
import { expectRng } from '../random/expect-rng';
import type { Rng } from '../random/random';

export interface SplitOptions<E> {
  /** Draws which example goes where. */
  rng: Rng;
  /** The share of the validation part, in [0, 1). Default 0. */
  validation?: number;
  /** The share of the test part, in [0, 1). Default 0. */
  test?: number;
  /** Examples of which it gives the same stay together: rows of one patient, say. */
  group?: (example: E) => unknown;
  /** Each part has its share of the examples of which it gives the same: of each class. Not with `group`. */
  stratify?: (example: E) => unknown;
}

/** The parts of a data set. */
export interface Split<E> {
  readonly train: E[];
  readonly validation: E[];
  readonly test: E[];
}

const OPTIONS: OptionChecks<SplitOptions<unknown>> = {
  rng: checkedLater,
  validation: expectFraction,
  test: expectFraction,
  group: expectFunction,
  stratify: expectFunction,
};

/**
 * Splits examples at random into a part to train on, one to choose settings by, and one to report on, each in the order of the
 * data. By default each example is drawn by itself, as scikit-learn's `train_test_split` does.
 *
 * ```ts
 * const { train, validation, test } = splitData(rows, { rng: random(1), validation: 0.15, test: 0.15 });
 * ```
 *
 * @throws RangeError if a part that is asked for, or the one to train on, would be empty, for shares of 1 or more in all, or an invalid
 *   option; TypeError for what is no array
 */
export function splitData<E>(examples: readonly E[], options: SplitOptions<E>): Split<E> {
  const own = readOptions<SplitOptions<E>>(
    'splitData',
    options,
    OPTIONS as OptionChecks<SplitOptions<E>>,
  );
  const { rng, validation = 0, test = 0, group, stratify } = own;
  if (!Array.isArray(examples))
    throw new TypeError(expected('splitData: examples', 'an array', examples));
  expectRng('splitData', rng);
  if (validation + test >= 1) {
    throw new RangeError(
      `splitData: validation + test: expected less than 1, got ${validation + test}`,
    );
  }
  if (group !== undefined && stratify !== undefined) {
    throw new RangeError('splitData: stratify: expected none with group, got one');
  }
  const shares = { validation, test };
  const parts = new Uint8Array(examples.length);
  if (stratify === undefined) draw(rng, groupsOf(examples, group), shares, parts);
  else {
    groupsOf(examples, stratify).forEach((rows, i) => {
      draw(
        rng.fold(i),
        rows.map((row) => [row]),
        shares,
        parts,
      );
    });
  }
  const made = [0, 1, 2].map((part) => examples.filter((_, i) => parts[i] === part));
  const [train, forValidation, forTest] = made as [E[], E[], E[]];
  const wanted: [string, E[], boolean][] = [
    ['train', train, true],
    ['validation', forValidation, validation > 0],
    ['test', forTest, test > 0],
  ];
  for (const [name, part, isWanted] of wanted) {
    if (!isWanted || part.length > 0) continue;
    const what = group ? 'group' : 'example';
    throw new RangeError(
      `splitData: ${name}: expected at least one ${what}, got none of ${examples.length} examples`,
    );
  }
  return { train, validation: forValidation, test: forTest };
}

/** The rows of each group, in the order in which groups come. */
function groupsOf<E>(examples: readonly E[], key?: (example: E) => unknown): number[][] {
  if (key === undefined) return examples.map((_, i) => [i]);
  const groups = new Map<unknown, number[]>();
  examples.forEach((example, i) => {
    const own = key(example);
    const rows = groups.get(own);
    if (rows === undefined) groups.set(own, [i]);
    else rows.push(i);
  });
  return [...groups.values()];
}

/** Says to which part each row goes: 1 for validation, 2 for test. */
function draw(
  rng: Rng,
  groups: readonly number[][],
  { validation, test }: { readonly validation: number; readonly test: number },
  parts: Uint8Array,
): void {
  const order = rng.permutation(groups.length);
  const forTest = Math.round(groups.length * test);
  // One is always left to train on: a class that only the test part has cannot be learnt.
  const held = Math.min(Math.round(groups.length * (validation + test)), groups.length - 1);
  for (let i = 0; i < held; i++) {
    for (const row of groups[order[i] as number] as number[]) parts[row] = i < forTest ? 2 : 1;
  }
}
