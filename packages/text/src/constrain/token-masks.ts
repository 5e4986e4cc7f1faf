import { byteDistances, NEVER, tokenDistances } from './distances';
import type { TokenWalk } from './token-walk';

/** The tokens that may come at a place. */
interface Mask {
  readonly bits: Uint32Array;
  /** The most tokens that are needed behind one of them, or a bound of it. */
  readonly farthest: number;
}

/** Places whose masks are kept: 25 MB of 50,000 tokens. */
const KEPT = 4096;

/** Which tokens may come at each place, found when it is first reached, and kept (Willard and Louf, 2023). */
export class TokenMasks {
  readonly walk: TokenWalk;
  readonly #banned: ReadonlySet<number>;
  readonly #masks = new Map<number, Mask>();
  readonly #bound: Int32Array | undefined;
  #exact: Int32Array | undefined;

  constructor(walk: TokenWalk, banned: ReadonlySet<number>) {
    this.walk = walk;
    this.#banned = banned;
    this.#bound = byteDistances(walk, this.#isBanned);
  }

  /** Whether a text may end within so many tokens. */
  isNear(place: number, tokens: number): boolean {
    if (this.#bound !== undefined && (this.#bound[place] as number) <= tokens) return true;
    return this.distance(place) <= tokens;
  }

  /** The fewest tokens to an end. */
  distance(place: number): number {
    if (this.#exact === undefined) {
      this.#exact = tokenDistances(this.walk, this.#isBanned);
      // Those that are there knew a bound alone.
      this.#masks.clear();
    }
    return this.#exact[place] as number;
  }

  /** The tokens behind which a text can end within `left` of them, all together: a bit each. */
  bits(place: number, left: number): Uint32Array {
    let mask = this.#kept(place);
    if (mask.farthest >= left && this.#exact === undefined) {
      this.distance(place);
      mask = this.#kept(place);
    }
    return mask.farthest < left ? mask.bits : this.#make(place, left - 1).bits;
  }

  #kept(place: number): Mask {
    const known = this.#masks.get(place);
    if (known !== undefined) return known;
    const mask = this.#make(place, NEVER - 1);
    if (this.#masks.size >= KEPT) this.#masks.clear();
    this.#masks.set(place, mask);
    return mask;
  }

  #make(place: number, most: number): Mask {
    const bits = new Uint32Array(Math.ceil(this.walk.size / 32));
    let farthest = 0;
    this.walk.each(place, (token, to) => {
      if (this.#isBanned(token) || !this.isNear(to, most)) return;
      bits[token >> 5] = (bits[token >> 5] as number) | (1 << (token & 31));
      const distance = this.#exact?.[to] ?? (this.#bound as Int32Array)[to];
      farthest = Math.max(farthest, distance as number);
    });
    return { bits, farthest };
  }

  readonly #isBanned = (token: number): boolean => this.#banned.has(token);
}
