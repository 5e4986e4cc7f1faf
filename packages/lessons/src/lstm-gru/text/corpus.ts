import { Vocabulary } from '@dl/text';

/** A text as numbers: the ids of its characters. */
export interface CharacterText {
  /** Every character of the text, in the order of its code. */
  readonly vocabulary: Vocabulary;
  readonly train: Int32Array;
  /** To choose settings by. */
  readonly dev: Int32Array;
  /** For the last figure only. */
  readonly test: Int32Array;
}

/** Shares of the text that dev and test take off its end. */
const HELD_OUT = 0.05;

/** Cuts a text in the order that it is read in: what is held out comes last. */
export function characterText(text: string): CharacterText {
  const vocabulary = new Vocabulary([...new Set(text)].sort(), {
    ...{ unit: 'characters', special: {} },
  });
  const ids = Int32Array.from([...text], (character) => vocabulary.idOf(character) as number);
  const size = Math.floor(ids.length * HELD_OUT);
  const cut = ids.length - 2 * size;
  return {
    vocabulary,
    train: ids.subarray(0, cut),
    dev: ids.subarray(cut, cut + size),
    test: ids.subarray(cut + size),
  };
}

/** Characters, and the ones that follow them, both [rows, length]. */
export interface Stretch {
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
  readonly rows: number;
  readonly length: number;
}

/** The most characters of a stretch of `rows` rows that this text has. */
export function longest(ids: Int32Array, rows: number): number {
  return Math.floor((ids.length - 1) / rows);
}

/** Reads from `rows` places of a text, each `start` characters after where its share of the text begins. */
export function stretchOf(
  ids: Int32Array,
  {
    rows,
    start,
    length,
  }: { readonly rows: number; readonly start: number; readonly length: number },
): Stretch {
  const share = longest(ids, rows);
  const inputs = new Int32Array(rows * length);
  const targets = new Int32Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const at = row * share + start;
    inputs.set(ids.subarray(at, at + length), row * length);
    targets.set(ids.subarray(at + 1, at + 1 + length), row * length);
  }
  return { inputs, targets, rows, length };
}
