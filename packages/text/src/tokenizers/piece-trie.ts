/** Code points are below this. */
const WIDTH = 0x110000;

/** Pieces by their characters, to find all that begin at one place of a text. */
export class PieceTrie {
  /** The node behind a node and a character, under node × WIDTH + character. */
  readonly #next = new Map<number, number>();
  /** Of each node the id of the piece that ends there; -1 where none does. */
  readonly #ids: number[] = [-1];

  /** Where a piece is added twice, the last id is meant. */
  add(piece: string, id: number): void {
    let node = 0;
    for (const character of piece) {
      const key = node * WIDTH + (character.codePointAt(0) as number);
      let behind = this.#next.get(key);
      if (behind === undefined) {
        behind = this.#ids.length;
        this.#ids.push(-1);
        this.#next.set(key, behind);
      }
      node = behind;
    }
    this.#ids[node] = id;
  }

  /** Calls `found` for each piece that begins at `at`, the shortest first, with its id and the place behind it. */
  search(
    characters: ArrayLike<number>,
    at: number,
    found: (id: number, end: number) => void,
  ): void {
    let node: number | undefined = 0;
    for (let i = at; i < characters.length; i++) {
      node = this.#next.get(node * WIDTH + (characters[i] as number));
      if (node === undefined) return;
      const id = this.#ids[node] as number;
      if (id >= 0) found(id, i + 1);
    }
  }
}
