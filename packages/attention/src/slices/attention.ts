import type { Cut, Slices } from '@dl/core/extend';
import type { AttentionKernels } from '../generated/kernels';

/** Multiplications a nanosecond, on one thread. */
const SPEED = 15;

interface Work {
  readonly first: number;
  readonly end: number;
  readonly queries: number;
  readonly keys: number;
  readonly depth: number;
  readonly valueDepth: number;
}

/** Nanoseconds that heads take forward, on one thread. */
function costOf({ first, end, queries, keys, depth, valueDepth }: Work): number {
  return ((end - first) * queries * keys * (depth + valueDepth)) / SPEED;
}

/** Runs heads `first` … `end − 1` in parts, or whole. */
function byHeads<A extends Work>(
  whole: (args: A) => void,
  cut: Cut<(args: A) => void>,
  args: A,
  nanoseconds: number,
): void {
  const { first, end } = args;
  if (end - first < 2 || !cut.begin(nanoseconds)) {
    whole(args);
    return;
  }
  const step = cut.step(end - first, 1);
  for (let from = first; from < end; from += step) {
    cut.add({ ...args, first: from, end: Math.min(end, from + step) });
  }
  cut.run();
}

/** By heads; backward by those of keys, with all queries that share them. */
export const slices: Slices<AttentionKernels> = {
  attendHeads: (whole, cut) => (args) => byHeads(whole, cut, args, costOf(args)),
  attendHeadsBackward: (whole, cut) => (args) => {
    // Heads may share a bias.
    if (args.dbias !== 0) whole(args);
    else byHeads(whole, cut, args, (2.5 * costOf(args) * args.heads) / args.kvHeads);
  },
};
