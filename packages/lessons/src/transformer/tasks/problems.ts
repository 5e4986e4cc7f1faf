import type { Rng } from '@dl/core';
import { answered, NOTHING, type Problem, type Row } from './problem';

const DIGITS = [...'0123456789'];
const LETTERS = [...'abcdefgh'];
/** Kinds of brackets: what opens them, what closes them, and the sign of which nobody says what it closes. */
const [OPEN, CLOSE] = [[...'([{'], [...')]}']];
const SHUT = OPEN.length + CLOSE.length;

const places = (count: number) => Array.from({ length: count }, (_, i) => i);
const draw = (count: number, below: number, rng: Rng) => places(count).map(() => rng.int(0, below));

// #region problems
/** Two numbers and their sum, the last digits first: `74+52=631` is 47 + 25 = 136 … read from right to left. */
function addition(length: number, rng: Rng): Row {
  const [a, b] = [draw(length, 10, rng), draw(length, 10, rng)];
  let carry = 0;
  const sum = places(length + 1).map((i) => {
    const all = (a[i] ?? 0) + (b[i] ?? 0) + carry;
    carry = all >= 10 ? 1 : 0;
    return all % 10;
  });
  const [plus, equals] = [10, 11];
  const from = sum.map((_, i) => Math.min(i, length - 1));
  return answered([...a, plus, ...b, equals], sum, from);
}

/** The same once more: `bad=bad`. */
function copy(length: number, rng: Rng): Row {
  const letters = draw(length, LETTERS.length, rng);
  return answered([...letters, LETTERS.length], letters, places(length));
}

/** From the last letter to the first: `bad=dab`. */
function reverse(length: number, rng: Rng): Row {
  const letters = draw(length, LETTERS.length, rng);
  const back = places(length).reverse();
  const answer = back.map((i) => letters[i] as number);
  return answered([...letters, LETTERS.length], answer, back);
}

/** In order: `312=123`. */
function sort(length: number, rng: Rng): Row {
  const digits = draw(length, 10, rng);
  const from = places(length).sort((i, j) => (digits[i] ?? 0) - (digits[j] ?? 0) || i - j);
  const answer = from.map((i) => digits[i] as number);
  return answered([...digits, 10], answer, from);
}

/** Behind each bit, whether there have been an odd number of ones so far. */
function parity(length: number, rng: Rng): Row {
  const read = draw(length, 2, rng);
  let odd = 0;
  const say = read.map((bit) => {
    odd = (odd + bit) % 2;
    return odd;
  });
  return { read, say, distance: places(length) };
}

/** Brackets of three kinds that all close again. At each closing one, which kind is it? It is the one that was opened last and is open. */
function dyck(length: number, rng: Rng): Row {
  const open: { kind: number; place: number }[] = [];
  const [read, say, distance]: [number[], number[], number[]] = [[], [], []];
  for (let place = 0; place < length; place++) {
    const left = length - place;
    const last =
      open.length >= left || (open.length > 0 && rng.next() < 0.5) ? open.pop() : undefined;
    if (last === undefined) open.push({ kind: rng.int(0, OPEN.length), place });
    read.push(last === undefined ? (open.at(-1)?.kind ?? 0) : SHUT);
    say.push(last === undefined ? NOTHING : OPEN.length + last.kind);
    distance.push(last === undefined ? 0 : place - last.place);
  }
  return { read, say, distance };
}
// #endregion problems

/** All tasks but the modular one, which has no length. */
export const PROBLEMS = {
  addition: { alphabet: [...DIGITS, '+', '='], row: addition },
  copy: { alphabet: [...LETTERS, '='], row: copy },
  reverse: { alphabet: [...LETTERS, '='], row: reverse },
  sort: { alphabet: [...DIGITS, '='], row: sort },
  parity: { alphabet: ['0', '1'], row: parity },
  dyck: { alphabet: [...OPEN, ...CLOSE, '?'], row: dyck },
} as const satisfies Readonly<Record<string, Problem>>;

/** Their names. */
export type ProblemName = keyof typeof PROBLEMS;
