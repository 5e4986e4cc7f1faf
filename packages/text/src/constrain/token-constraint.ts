import { expected } from '@dl/core/check';
import type { Constraint, ConstraintLimits, ConstraintRun } from '../decode/constraint';
import type { Tokenizer } from '../tokenizers/tokenizer';
import { automatonOf } from './automaton';
import { NEVER } from './distances';
import type { Expression } from './expression';
import { TokenMasks } from './token-masks';
import { tokenPieces } from './token-pieces';
import type { TokenTrie } from './token-trie';
import { TokenWalk, triesOf } from './token-walk';

/** How many lists of banned tokens have their masks kept. */
const KEPT = 4;
const tries = new WeakMap<object, readonly TokenTrie[]>();

/** A language of texts as a mask over the tokens of a tokenizer. */
export class TokenConstraint implements Constraint {
  readonly #walk: TokenWalk;
  readonly #masks = new Map<string, TokenMasks>();

  /** @throws TypeError, RangeError for another tokenizer, too many states, and a language without a text */
  constructor(where: string, expression: Expression, tokenizer: Tokenizer) {
    const pieces = tokenPieces(where, tokenizer);
    const automaton = automatonOf(where, expression);
    // A tokenizer does not change: its tokens are sorted once.
    const own = tries.get(tokenizer) ?? triesOf(pieces);
    tries.set(tokenizer, own);
    this.#walk = new TokenWalk(automaton, pieces, own);
  }

  /** See `Constraint.begin`. */
  begin(where: string, { eos, maxLength, banned }: ConstraintLimits): ConstraintRun {
    if (eos === undefined) {
      throw new RangeError(
        expected(`${where}: eos`, 'the token that ends a text, for a constraint', eos),
      );
    }
    if (banned.includes(eos)) {
      throw new RangeError(
        expected(`${where}: logitBias.${eos}`, 'an end, for a constraint', -Infinity),
      );
    }
    const masks = this.#masksWithout([...new Set([...banned, eos])].sort((a, b) => a - b));
    if (!masks.isNear(0, maxLength)) {
      const least = masks.distance(0);
      if (least === NEVER) {
        const rule = 'a text that can be written in the tokens that may be used';
        throw new RangeError(`${where}: constraint: expected ${rule}, got none`);
      }
      const rule = `at least ${least} tokens, of the shortest text that meets the constraint`;
      throw new RangeError(expected(`${where}: maxLength`, rule, maxLength));
    }
    return new TokenRun(masks, eos);
  }

  #masksWithout(banned: readonly number[]): TokenMasks {
    const key = banned.join();
    const masks = this.#masks.get(key) ?? new TokenMasks(this.#walk, new Set(banned));
    this.#masks.delete(key);
    this.#masks.set(key, masks);
    const [oldest] = this.#masks.keys();
    if (this.#masks.size > KEPT) this.#masks.delete(oldest as string);
    return masks;
  }
}

class TokenRun implements ConstraintRun {
  readonly #masks: TokenMasks;
  readonly #eos: number;
  /** How far rows were read, and where that is. Rows grow, and beams copy theirs. */
  readonly #read = new WeakMap<readonly number[], { count: number; place: number }>();

  constructor(masks: TokenMasks, eos: number) {
    this.#masks = masks;
    this.#eos = eos;
  }

  expectInside(where: string, vocabulary: number): void {
    const { size } = this.#masks.walk;
    if (vocabulary >= size) return;
    const rule = `logits of the ${size} tokens of its tokenizer`;
    throw new RangeError(expected(`${where}: constraint`, rule, vocabulary));
  }

  mask(row: Float32Array, tokens: readonly number[], left: number): void {
    const place = this.#placeOf(tokens);
    const bits = this.#masks.bits(place, left);
    const end = this.#masks.walk.accepts(place) ? row[this.#eos] : -Infinity;
    for (let first = 0; first < row.length; first += 32) {
      let out = ~(bits[first >> 5] ?? 0);
      for (; out !== 0; out &= out - 1) {
        // The lowest bit that is set; writing past the end of a row does nothing.
        row[first + 31 - Math.clz32(out & -out)] = -Infinity;
      }
    }
    row[this.#eos] = end as number;
  }

  #placeOf(tokens: readonly number[]): number {
    let { count, place } = this.#read.get(tokens) ?? { count: 0, place: 0 };
    for (; count < tokens.length; count++) {
      place = this.#masks.walk.after(place, tokens[count] as number);
    }
    this.#read.set(tokens, { count, place });
    return place;
  }
}
