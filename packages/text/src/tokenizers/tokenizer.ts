/** What turns texts into ids and back: `Vocabulary`, `Bpe`, `WordPiece`, and tokenizers of your own. */
export interface Tokenizer {
  /** How many ids there are: from 0 to `size` - 1. */
  readonly size: number;
  /** The ids of a text. */
  encode(text: string): number[];
  /** The text of ids. */
  decode(ids: ArrayLike<number>): string;
  /** The id of a token; undefined where it has none. */
  idOf(token: string): number | undefined;
  /** The token of an id. */
  tokenOf(id: number): string;
}

/** A text in tokens, with where each stands in it. */
export interface Encoding {
  readonly ids: number[];
  readonly tokens: string[];
  /** Of each token its first code unit and the one behind its last: `text.slice(start, end)`. */
  readonly offsets: [start: number, end: number][];
}
