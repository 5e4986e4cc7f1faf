const LEAST = 2 ** 10;
const MOST = 2 ** 16;
/** Longer words are not kept: they hardly come again. */
export const LONGEST_KEPT = 64;

/**
 * The ids of words that came before, found by their code units where they stand in a text: no string is made of a word. It is a hash
 * table in typed arrays that grows to 32,768 words and is then emptied.
 */
export class WordCache {
  #mask = 0;
  #count = 0;
  #hashes = new Int32Array(0);
  #lengths = new Uint8Array(0);
  #unitStarts = new Int32Array(0);
  #idStarts = new Int32Array(0);
  #idCounts = new Uint8Array(0);
  #units = new Uint16Array(0);
  #ids = new Int32Array(0);
  #unitEnd = 0;
  #idEnd = 0;

  constructor() {
    this.#clear(LEAST);
  }

  /** The slot of the word from `start` to `end`, whether it stands there or not. It is of use until the next `put`. */
  slot(text: string, start: number, end: number): number {
    let hash = 0;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash ^= hash >>> 15;
    const length = end - start;
    const hashes = this.#hashes;
    const lengths = this.#lengths;
    let slot = hash & this.#mask;
    while (lengths[slot] !== 0) {
      if (hashes[slot] === hash && lengths[slot] === length && this.#isAt(slot, text, start)) break;
      slot = (slot + 1) & this.#mask;
    }
    hashes[slot] = hash;
    return slot;
  }

  /** Whether a word stands in the slot. */
  has(slot: number): boolean {
    return this.#lengths[slot] !== 0;
  }

  /** Adds the ids of the word in the slot to `ids`. */
  pushTo(ids: number[], slot: number): void {
    const start = this.#idStarts[slot] as number;
    const end = start + (this.#idCounts[slot] as number);
    for (let i = start; i < end; i++) ids.push(this.#ids[i] as number);
  }

  /** Puts the first `count` ids of a word into its slot. */
  put(
    slot: number,
    text: string,
    start: number,
    end: number,
    ids: Int32Array,
    count: number,
  ): void {
    const length = end - start;
    const full =
      this.#unitEnd + length > this.#units.length || this.#idEnd + count > this.#ids.length;
    if (full || 2 * this.#count > this.#mask) {
      this.#clear(Math.min(MOST, 2 * (this.#mask + 1)));
      return;
    }
    this.#lengths[slot] = length;
    this.#unitStarts[slot] = this.#unitEnd;
    this.#idStarts[slot] = this.#idEnd;
    this.#idCounts[slot] = count;
    for (let i = start; i < end; i++) this.#units[this.#unitEnd++] = text.charCodeAt(i);
    for (let i = 0; i < count; i++) this.#ids[this.#idEnd++] = ids[i] as number;
    this.#count++;
  }

  #isAt(slot: number, text: string, start: number): boolean {
    const from = this.#unitStarts[slot] as number;
    const length = this.#lengths[slot] as number;
    for (let i = 0; i < length; i++) {
      if (this.#units[from + i] !== text.charCodeAt(start + i)) return false;
    }
    return true;
  }

  #clear(size: number): void {
    [this.#count, this.#unitEnd, this.#idEnd] = [0, 0, 0];
    if (size === this.#mask + 1) {
      this.#lengths.fill(0);
      return;
    }
    this.#mask = size - 1;
    this.#hashes = new Int32Array(size);
    this.#lengths = new Uint8Array(size);
    this.#unitStarts = new Int32Array(size);
    this.#idStarts = new Int32Array(size);
    this.#idCounts = new Uint8Array(size);
    this.#units = new Uint16Array(8 * size);
    this.#ids = new Int32Array(4 * size);
  }
}
