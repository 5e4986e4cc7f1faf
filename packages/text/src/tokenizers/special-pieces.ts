/** A stretch of a text: a special token by its id, or what stands between two. */
export interface SpecialPiece {
  readonly start: number;
  readonly end: number;
  /** Undefined for ordinary text. */
  readonly id: number | undefined;
}

/** Finds special tokens in texts; where one begins with another, the longer is meant. */
export class SpecialPieces {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #pattern: RegExp | undefined;

  constructor(ids: ReadonlyMap<string, number>) {
    this.#ids = ids;
    const longest = [...ids.keys()].sort((a, b) => b.length - a.length);
    const escaped = longest.map((token) => token.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
    this.#pattern = escaped.length === 0 ? undefined : new RegExp(escaped.join('|'), 'g');
  }

  /** The pieces of a text, in turn. */
  *of(text: string): Generator<SpecialPiece> {
    let start = 0;
    if (this.#pattern !== undefined) {
      for (const { 0: token, index } of text.matchAll(this.#pattern)) {
        if (index > start) yield { start, end: index, id: undefined };
        start = index + token.length;
        yield { start: index, end: start, id: this.#ids.get(token) };
      }
    }
    if (start < text.length) yield { start, end: text.length, id: undefined };
  }
}
