import type { TokenWalk } from './token-walk';

/** More tokens than any text has. */
export const NEVER = 2 ** 30;

/**
 * A bound of the fewest tokens from each state to an end, by tokens of one byte alone: quick, and exact enough far from a limit.
 * Undefined where a byte may be read in two ways.
 */
export function byteDistances(
  walk: TokenWalk,
  isBanned: (token: number) => boolean,
): Int32Array | undefined {
  if (walk.modes > 1) return undefined;
  const { states, classes, classOf, next, accepts } = walk.automaton;
  const isThere = new Uint8Array(classes);
  for (const [byte, token] of walk.singles()) {
    if (!isBanned(token)) isThere[classOf[byte] as number] = 1;
  }
  const before: number[][] = Array.from({ length: states }, () => []);
  next.forEach((to, i) => {
    if (to >= 0 && isThere[i % classes] === 1)
      (before[to] as number[]).push(Math.floor(i / classes));
  });
  return fewest(before, (state) => accepts[state] === 1);
}

/** The fewest tokens from each place to an end; `NEVER` where there is none. */
export function tokenDistances(walk: TokenWalk, isBanned: (token: number) => boolean): Int32Array {
  const before: number[][] = Array.from({ length: walk.places }, () => []);
  const seen = new Int32Array(walk.places).fill(-1);
  const isKnown = new Uint8Array(walk.places);
  isKnown[0] = 1;
  const waiting = [0];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const from = place;
    walk.each(from, (token, to) => {
      if (seen[to] === from || isBanned(token)) return;
      seen[to] = from;
      (before[to] as number[]).push(from);
      if (isKnown[to] === 1) return;
      isKnown[to] = 1;
      waiting.push(to);
    });
  }
  return fewest(before, (place) => walk.accepts(place));
}

/** Breadth first from the ends, backwards. */
function fewest(
  before: readonly (readonly number[])[],
  isEnd: (place: number) => boolean,
): Int32Array {
  const distances = new Int32Array(before.length).fill(NEVER);
  let ring = Array.from(before.keys()).filter(isEnd);
  for (const place of ring) distances[place] = 0;
  for (let steps = 1; ring.length > 0; steps++) {
    const next: number[] = [];
    for (const place of ring) {
      for (const own of before[place] as readonly number[]) {
        if (distances[own] !== NEVER) continue;
        distances[own] = steps;
        next.push(own);
      }
    }
    ring = next;
  }
  return distances;
}
