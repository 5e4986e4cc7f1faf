import { carries } from '@dl/lessons/rnn/addition/bits';
import type { AdditionView } from '@dl/lessons/rnn/addition/view';

/** One place of a sum. */
export interface Place {
  /** From 0, the lowest. */
  readonly t: number;
  readonly a: number;
  readonly b: number;
  /** What is carried into it. */
  readonly carry: number;
  readonly wanted: number;
  /** The network's bit, and how sure it is that it is 1. */
  readonly said: number;
  readonly p: number;
  readonly right: boolean;
}

/** A sum as a person writes it, the highest place first, and as the network has it. */
export interface ShownSum {
  readonly a: number;
  readonly b: number;
  readonly said: number;
  readonly wrong: number;
  readonly places: readonly Place[];
}

/** The sum of one of the pairs of a view; of the last one if there are fewer. */
export function shownSum({ bits, pairs, probabilities }: AdditionView, pair: number): ShownSum {
  const at = Math.min(pair, pairs.length - 1);
  const [a, b] = pairs[at] as readonly [number, number];
  const into = carries(a, b, bits);
  const places = Array.from({ length: bits }, (_, i): Place => {
    const t = bits - 1 - i;
    const p = probabilities[at * bits + t] as number;
    const [wanted, said] = [((a + b) >>> t) & 1, Number(p > 0.5)];
    const carry = into[t] as number;
    return {
      t,
      a: (a >>> t) & 1,
      b: (b >>> t) & 1,
      carry,
      wanted,
      said,
      p,
      right: wanted === said,
    };
  });
  const said = places.reduce((total, place) => total + place.said * 2 ** place.t, 0);
  return { a, b, said, wrong: places.filter(({ right }) => !right).length, places };
}
