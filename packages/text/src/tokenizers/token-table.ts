import { expected } from '@dl/core/check';
import { expectId, expectText, expectTexts } from '../check/text';

/** The ids of tokens: a list in the order of the ids, or a record such as a `vocab.json` holds. */
export type TokenIds = readonly string[] | Readonly<Record<string, number>>;

/** Tokens and their ids, both ways. */
export class TokenTable {
  readonly tokens: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
  readonly #where: string;

  /**
   * Special tokens that the vocabulary lacks come behind all others.
   *
   * @throws TypeError, RangeError for tokens that are no texts, stand there twice, or whose ids are not 0 to size - 1
   */
  constructor(where: string, vocabulary: TokenIds, special: readonly string[]) {
    this.#where = where;
    const listed = listOf(where, vocabulary);
    const known = new Set(listed);
    this.tokens = [...listed, ...special.filter((token) => !known.has(token))];
    this.ids = new Map(this.tokens.map((token, id) => [token, id]));
    if (this.ids.size === this.tokens.length) return;
    const twice = this.tokens.find((token, id) => this.ids.get(token) !== id);
    throw new RangeError(expected(`${where}: vocab`, 'each token once', twice));
  }

  get size(): number {
    return this.tokens.length;
  }

  /** The token of an id. @throws RangeError if it has none */
  tokenOf(id: number): string {
    expectId(`${this.#where}.tokenOf`, 'id', id, this.size);
    return this.tokens[id] as string;
  }
}

function listOf(where: string, vocabulary: TokenIds): readonly string[] {
  const place = `${where}: vocab`;
  if (Array.isArray(vocabulary)) {
    expectTexts(where, 'vocab', vocabulary);
    return vocabulary;
  }
  if (typeof vocabulary !== 'object' || vocabulary === null) {
    throw new TypeError(expected(place, 'tokens, or ids by their tokens', vocabulary));
  }
  const entries = Object.entries(vocabulary);
  const tokens: string[] = new Array(entries.length);
  for (const [token, id] of entries) {
    const right = Number.isInteger(id) && id >= 0 && id < entries.length;
    if (right && tokens[id] === undefined) {
      tokens[id] = token;
      continue;
    }
    const rule = right ? 'each id once' : `ids from 0 to ${entries.length - 1}, without holes`;
    throw new RangeError(expected(`${place}: "${token.slice(0, 40)}"`, rule, id));
  }
  return tokens;
}

/** Checks a list of special tokens: none is empty. */
export function expectSpecialTokens(where: string, name: string, value: unknown): void {
  expectTexts(where, name, value);
  for (const token of value) {
    expectText(where, name, token);
    if (token === '')
      throw new RangeError(expected(`${where}: ${name}`, 'non-empty strings', token));
  }
}
