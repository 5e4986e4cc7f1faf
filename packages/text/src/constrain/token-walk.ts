import type { Automaton } from './automaton';
import type { TokenPieces } from './token-pieces';
import { type TokenTrie, tokenTrie } from './token-trie';

/** An automaton over the tokens of a tokenizer. A place is a state of it and the way in which the next token is read. */
export class TokenWalk {
  readonly automaton: Automaton;
  readonly size: number;
  readonly modes: number;
  readonly #pieces: TokenPieces;
  readonly #tries: readonly TokenTrie[];

  constructor(automaton: Automaton, pieces: TokenPieces, tries: readonly TokenTrie[]) {
    this.automaton = automaton;
    this.size = pieces.size;
    this.modes = pieces.modes;
    this.#pieces = pieces;
    this.#tries = tries;
  }

  /** How many places there are; the first is 0. */
  get places(): number {
    return this.automaton.states * this.modes;
  }

  /** The bytes that are a token of their own, with it, at the first way of reading. */
  *singles(): Generator<[byte: number, token: number]> {
    const { nodes, bytes, depths, starts, tokens } = this.#tries[0] as TokenTrie;
    for (let node = 0; node < nodes; node++) {
      if (depths[node] !== 0) continue;
      for (let i = starts[node] as number; i < (starts[node + 1] as number); i++) {
        yield [bytes[node] as number, tokens[i] as number];
      }
    }
  }

  /** Whether a text may end at a place. */
  accepts(place: number): boolean {
    return this.automaton.accepts[Math.floor(place / this.modes)] === 1;
  }

  /** The place behind a token; −1 where it is ruled out. */
  after(place: number, token: number): number {
    const { modes } = this;
    const { next, classes, classOf } = this.automaton;
    const piece = this.#pieces.of(token, place % modes);
    if (piece === undefined) return -1;
    let state = Math.floor(place / modes);
    for (let i = 0; i < piece.bytes.length && state >= 0; i++) {
      state = next[state * classes + (classOf[piece.bytes.charCodeAt(i)] as number)] as number;
    }
    return state < 0 ? -1 : state * modes + piece.next;
  }

  /** Visits each token that may come at a place, with the place behind it. */
  each(place: number, visit: (token: number, place: number) => void): void {
    const { modes } = this;
    const { next, classes, classOf } = this.automaton;
    const trie = this.#tries[place % modes] as TokenTrie;
    const { nodes, bytes, depths, ends, starts, tokens } = trie;
    const states = new Int32Array(trie.deepest + 2);
    states[0] = Math.floor(place / modes);
    for (let node = 0; node < nodes; ) {
      const depth = depths[node] as number;
      const at = (states[depth] as number) * classes + (classOf[bytes[node] as number] as number);
      const state = next[at] as number;
      if (state < 0) {
        node = ends[node] as number;
        continue;
      }
      states[depth + 1] = state;
      for (let i = starts[node] as number, end = starts[node + 1] as number; i < end; i++) {
        const token = tokens[i] as number;
        visit(token, state * modes + (trie.modes[token] as number));
      }
      node++;
    }
  }
}

/** The tries of a tokenizer's tokens, one for each way of reading. */
export function triesOf(pieces: TokenPieces): TokenTrie[] {
  return Array.from({ length: pieces.modes }, (_, mode) =>
    tokenTrie(pieces.size, (id) => pieces.of(id, mode)),
  );
}
