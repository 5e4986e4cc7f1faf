import * as tf from '@tensorflow/tfjs-core';

/** Bytes behind each piece of memory that must stay as they are. */
const WIDTH = 64;

interface Heap {
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(at: number): void;
}

/**
 * Memory behind every piece that is allocated on WASM from now on, which nobody may write. It sees what `Canaries` cannot: a
 * result that is too small, where no tensor happens to lie behind it.
 */
export class RedZones {
  readonly #heap: Heap;
  readonly #own: Pick<Heap, '_malloc' | '_free'>;
  /** Where they begin, by what they belong to. */
  readonly #zones = new Map<number, number>();
  #broken = 0;

  constructor() {
    this.#heap = (tf.backend() as unknown as { wasm: Heap }).wasm;
    const { _malloc, _free } = this.#heap;
    this.#own = { _malloc, _free };
    this.#heap._malloc = (bytes) => {
      const at = _malloc(bytes + WIDTH) >>> 0;
      const zone = at + bytes;
      for (let i = 0; i < WIDTH; i++) this.#heap.HEAPU8[zone + i] = markAt(zone + i);
      this.#zones.set(at, zone);
      return at;
    };
    this.#heap._free = (at) => {
      const zone = this.#zones.get(at >>> 0);
      if (zone !== undefined && !this.#isWhole(zone)) this.#broken++;
      this.#zones.delete(at >>> 0);
      _free(at);
    };
  }

  /** How many have been written since it was last asked. They are put right again while they are in use. */
  broken(): number {
    for (const zone of this.#zones.values()) {
      if (this.#isWhole(zone)) continue;
      this.#broken++;
      for (let i = 0; i < WIDTH; i++) this.#heap.HEAPU8[zone + i] = markAt(zone + i);
    }
    const broken = this.#broken;
    this.#broken = 0;
    return broken;
  }

  /** From now on memory is allocated as before. */
  close(): void {
    Object.assign(this.#heap, this.#own);
  }

  #isWhole(zone: number): boolean {
    const { HEAPU8 } = this.#heap;
    for (let i = 0; i < WIDTH; i++) if (HEAPU8[zone + i] !== markAt(zone + i)) return false;
    return true;
  }
}

/** Another byte at each place, so that one zone copied over another is seen. */
function markAt(address: number): number {
  return (Math.imul(address, 0x9e3779b1) >>> 24) ^ 0xa5;
}
