import { NumberHeap } from './number-heap';
import { NONE, type PairTable } from './pair-table';

/** Up to so many symbols a scan for the best pair is quicker than a heap. */
const SHORT = 64;
const ranks = new Int32Array(SHORT);

/**
 * Merges the first `n` symbols in place: the pair of the lowest rank first, of equal ones the leftmost, until no pair is left that
 * merges. Says how many are left. A word of n symbols takes O(n log n).
 */
export function mergePairs(symbols: Int32Array, n: number, pairs: PairTable): number {
  if (n < 2) return n;
  return n <= SHORT ? mergeShort(symbols, n, pairs) : mergeLong(symbols, n, pairs);
}

function mergeShort(symbols: Int32Array, n: number, pairs: PairTable): number {
  const rankAt = (i: number) => pairs.rank(symbols[i] as number, symbols[i + 1] as number);
  for (let i = 0; i < n - 1; i++) ranks[i] = rankAt(i);
  let size = n;
  while (size > 1) {
    let best = NONE;
    let at = 0;
    for (let i = 0; i < size - 1; i++) {
      if ((ranks[i] as number) >= best) continue;
      best = ranks[i] as number;
      at = i;
    }
    if (best === NONE) break;
    symbols[at] = pairs.result(symbols[at] as number, symbols[at + 1] as number);
    size--;
    for (let i = at + 1; i < size; i++) {
      symbols[i] = symbols[i + 1] as number;
      ranks[i] = ranks[i + 1] as number;
    }
    ranks[at] = at < size - 1 ? rankAt(at) : NONE;
    if (at > 0) ranks[at - 1] = rankAt(at - 1);
  }
  return size;
}

/** Ranks and places in one number, which is exact: 22 bits of rank over 31 of place. */
const PLACES = 2 ** 31;

/** A linked list of symbols, and a heap of the pairs that merge; pairs that are gone stay in it until they come up. */
function mergeLong(symbols: Int32Array, n: number, pairs: PairTable): number {
  const next = Int32Array.from({ length: n }, (_, i) => i + 1);
  const previous = Int32Array.from({ length: n }, (_, i) => i - 1);
  const heap = new NumberHeap();
  const rankAt = (i: number) => {
    const right = next[i] as number;
    return right < n ? pairs.rank(symbols[i] as number, symbols[right] as number) : NONE;
  };
  const add = (i: number) => {
    const rank = rankAt(i);
    if (rank !== NONE) heap.push(rank * PLACES + i);
  };
  for (let i = 0; i < n - 1; i++) add(i);
  while (heap.size > 0) {
    const key = heap.pop();
    const at = key % PLACES;
    if (symbols[at] === GONE || rankAt(at) !== (key - at) / PLACES) continue;
    const right = next[at] as number;
    symbols[at] = pairs.result(symbols[at] as number, symbols[right] as number);
    symbols[right] = GONE;
    const behind = next[right] as number;
    next[at] = behind;
    if (behind < n) previous[behind] = at;
    add(at);
    if (at > 0) add(previous[at] as number);
  }
  let size = 0;
  for (let i = 0; i < n; i = next[i] as number) symbols[size++] = symbols[i] as number;
  return size;
}

/** In the place of a symbol that was merged into the one before it. */
const GONE = -1;
