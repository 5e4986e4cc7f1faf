/** Code points from `first` to `last`. */
export type PointRange = readonly [first: number, last: number];

/** What a language of texts is made of, before it is an automaton. */
export type Expression =
  /** One character of a set: sorted ranges that do not touch, without surrogates. None is a language without a text. */
  | { readonly type: 'set'; readonly ranges: readonly PointRange[] }
  | { readonly type: 'sequence'; readonly parts: readonly Expression[] }
  | { readonly type: 'choice'; readonly parts: readonly Expression[] }
  /** `max` is Infinity where there is no end. */
  | {
      readonly type: 'repeat';
      readonly part: Expression;
      readonly min: number;
      readonly max: number;
    }
  /** Members in their order, with a separator between those that are there. */
  | {
      readonly type: 'members';
      readonly members: readonly { readonly part: Expression; readonly isRequired: boolean }[];
      readonly separator: Expression;
    };

/** The last code point. */
export const LAST_POINT = 0x10ffff;
const SURROGATES: PointRange = [0xd800, 0xdfff];

/** One part behind the other. */
export const sequence = (...parts: Expression[]): Expression => ({ type: 'sequence', parts });
/** One of the parts; of none, a language without a text. */
export const choice = (...parts: Expression[]): Expression => ({ type: 'choice', parts });
/** A part from `min` to `max` times. */
export const repeat = (part: Expression, min: number, max: number): Expression => ({
  type: 'repeat',
  part,
  min,
  max,
});
/** One character of these ranges, which may overlap. */
export const set = (...ranges: PointRange[]): Expression => ({
  type: 'set',
  ranges: normalised(ranges),
});
/** A text as it stands; a lone surrogate, which UTF-8 lacks, makes it no text. */
export const literal = (text: string): Expression =>
  sequence(
    ...Array.from(text, (c) => set([c.codePointAt(0) as number, c.codePointAt(0) as number])),
  );

/** Sorted and joined, without surrogates. */
export function normalised(ranges: readonly PointRange[]): PointRange[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [first, last] of sorted) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return without(joined, [SURROGATES]);
}

/** Those of all code points that are in none of these ranges. */
export function complement(ranges: readonly PointRange[]): PointRange[] {
  return without([[0, LAST_POINT]], [...normalised(ranges), SURROGATES]);
}

/** The first ranges less the others. */
export function without(
  ranges: readonly PointRange[],
  others: readonly PointRange[],
): PointRange[] {
  let left = [...ranges];
  for (const [a, b] of others) {
    left = left.flatMap(([first, last]): PointRange[] => {
      if (last < a || first > b) return [[first, last]];
      const parts: PointRange[] = [];
      if (first < a) parts.push([first, a - 1]);
      if (last > b) parts.push([b + 1, last]);
      return parts;
    });
  }
  return left;
}
