/** The least of many numbers at once: a binary heap that grows. */
export class NumberHeap {
  #keys = new Float64Array(64);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a number. */
  push(key: number): void {
    if (this.#size === this.#keys.length) {
      const more = new Float64Array(2 * this.#size);
      more.set(this.#keys);
      this.#keys = more;
    }
    let at = this.#size++;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if ((this.#keys[up] as number) <= key) break;
      this.#keys[at] = this.#keys[up] as number;
      at = up;
    }
    this.#keys[at] = key;
  }

  /** Takes the least number away; there must be one. */
  pop(): number {
    const least = this.#keys[0] as number;
    const last = this.#keys[--this.#size] as number;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= this.#size) break;
      const other = down + 1;
      if (other < this.#size && (this.#keys[other] as number) < (this.#keys[down] as number)) {
        down = other;
      }
      if ((this.#keys[down] as number) >= last) break;
      this.#keys[at] = this.#keys[down] as number;
      at = down;
    }
    this.#keys[at] = last;
    return least;
  }
}
