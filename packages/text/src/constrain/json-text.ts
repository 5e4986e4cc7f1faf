import {
  choice,
  type Expression,
  LAST_POINT,
  literal,
  type PointRange,
  repeat,
  sequence,
  set,
  without,
} from './expression';

const one = (character: string): PointRange => {
  const point = character.codePointAt(0) as number;
  return [point, point];
};
/** What a string of JSON holds only behind a backslash. */
const ESCAPED: readonly PointRange[] = [[0, 31], one('"'), one('\\')];

/** An expression of texts as one of the same texts between quotation marks, as `JSON.stringify` writes them. */
export function quoted(expression: Expression): Expression {
  return sequence(literal('"'), escaped(expression), literal('"'));
}

function escaped(own: Expression): Expression {
  if (own.type === 'repeat') return repeat(escaped(own.part), own.min, own.max);
  if (own.type === 'sequence') return sequence(...own.parts.map(escaped));
  if (own.type === 'choice') return choice(...own.parts.map(escaped));
  if (own.type !== 'set') return own;
  const parts: Expression[] = [set(...without(own.ranges, ESCAPED))];
  for (const [first, last] of own.ranges) {
    for (let point = first; point <= Math.min(last, 92); point++) {
      if (point < 32 || point === 34 || point === 92) {
        parts.push(literal(JSON.stringify(String.fromCodePoint(point)).slice(1, -1)));
      }
    }
  }
  return choice(...parts);
}

/** Any character. */
export const anyCharacter = (): Expression => set([0, LAST_POINT]);

/** A blank that may stand behind a colon or a comma. */
const blank = (): Expression => repeat(literal(' '), 0, 1);
/** Between a name and its value. */
export const colon = (): Expression => sequence(literal(':'), blank());
/** Between members, and between items. */
export const comma = (): Expression => sequence(literal(','), blank());

const digits = (min: number, max: number): Expression => repeat(set([48, 57]), min, max);
/** Whole numbers of at most 15 digits, which every double holds. */
export const integer = (): Expression =>
  sequence(
    repeat(literal('-'), 0, 1),
    choice(literal('0'), sequence(set([49, 57]), digits(0, 14))),
  );
/** With at most 15 digits behind the point and two of an exponent. */
export const number = (): Expression =>
  sequence(
    integer(),
    repeat(sequence(literal('.'), digits(1, 15)), 0, 1),
    repeat(
      sequence(set(one('e'), one('E')), repeat(set(one('+'), one('-')), 0, 1), digits(1, 2)),
      0,
      1,
    ),
  );
