import { expected } from '@dl/core/check';
import { crc32 } from '@dl/core/extend';
import { Gunzip } from 'fflate';
import { eachPart, type Parts } from './bytes';

/** So many compressed bytes are inflated in one go: of nothing but zeros they are 64 MiB. */
const SLICE = 2 ** 16;

/** A member ends in its CRC-32 and its length modulo 2^32, both little-endian. */
const TRAILER = 8;

/** The header of a further member. Pushed behind the data, it is taken for one only if they end where a member does. */
const NEXT_HEADER = [31, 139, 8, 0, 0, 0, 0, 0, 0, 255];

/**
 * What a gzip file holds, part by part, by `fflate`, which is installed beside this package: also of several that were put together,
 * which browsers' own streams refuse. Of each, the CRC-32 and the length are compared once its data were given.
 *
 * ```ts
 * for await (const line of readLines(gunzip(createReadStream('corpus.txt.gz')))) count(line);
 * ```
 *
 * @throws TypeError for text parts; RangeError if the data is not gzip, was cut short or changed
 */
export async function* gunzip(source: Parts): AsyncGenerator<Uint8Array, void, void> {
  const where = 'gunzip';
  const members = new Members(where);
  for await (const part of eachPart(where, source)) {
    if (typeof part === 'string') throw new TypeError(expected(where, 'bytes', part));
    for (let at = 0; at < part.length; at += SLICE) {
      // A copy: the owner of the bytes may use them again. `slice` of a Node Buffer copies nothing.
      yield* members.push(new Uint8Array(part.subarray(at, at + SLICE)));
    }
  }
  members.end();
}

/** The members of a gzip file, each compared with its trailer. */
class Members {
  readonly #where: string;
  readonly #stream = new Gunzip((bytes) => this.#take(bytes));
  #ready: Uint8Array[] = [];
  /** The CRC-32 and the length of the member so far. */
  #sum = 0;
  #length = 0;
  /** The last compressed bytes, a trailer and a header of up to 64 KiB among them, and where they begin. */
  #recent: Uint8Array[] = [];
  #first = 0;
  #count = 0;
  /** Where the last member that ended did so. */
  #ended = 0;

  constructor(where: string) {
    this.#where = where;
    this.#stream.onmember = (offset) => this.#endMember(offset);
  }

  /** What further compressed bytes hold. @throws RangeError */
  push(bytes: Uint8Array): Uint8Array[] {
    this.#recent.push(bytes);
    this.#count += bytes.length;
    for (let [first] = this.#recent; first !== undefined; [first] = this.#recent) {
      const end = this.#first + first.length;
      if (end > this.#count - bytes.length - SLICE - TRAILER) break;
      this.#recent.shift();
      this.#first = end;
    }
    this.#inflate(bytes);
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  /** @throws RangeError where the data are not whole */
  end(): void {
    const count = this.#count;
    if (count === 0) throw new RangeError(`${this.#where}: expected a gzip file, got nothing`);
    this.#inflate(Uint8Array.from(NEXT_HEADER));
    if (this.#ended === count) return;
    throw new RangeError(`${this.#where}: expected a whole gzip file, got its beginning`);
  }

  #inflate(bytes: Uint8Array): void {
    try {
      this.#stream.push(bytes, false);
    } catch (error) {
      if (error instanceof RangeError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new RangeError(`${this.#where}: expected a whole gzip file, got another: ${message}`);
    }
  }

  #take(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#sum = crc32(bytes, this.#sum);
    this.#length = (this.#length + bytes.length) % 2 ** 32;
    this.#ready.push(bytes);
  }

  /** A member ended at this offset, where the next begins. */
  #endMember(offset: number): void {
    this.#expectTrailer('CRC-32', this.#wordAt(offset - 8), this.#sum);
    this.#expectTrailer('length', this.#wordAt(offset - 4), this.#length);
    this.#sum = 0;
    this.#length = 0;
    this.#ended = offset;
  }

  #expectTrailer(name: string, stored: number, own: number): void {
    if (stored === own) return;
    const rule = `data of the ${name} ${stored}`;
    throw new RangeError(`${this.#where}: expected ${rule}, got ${own}: the file was changed`);
  }

  #wordAt(offset: number): number {
    let word = 0;
    for (let i = 3; i >= 0; i--) word = word * 256 + this.#byteAt(offset + i);
    return word;
  }

  #byteAt(offset: number): number {
    let at = offset - this.#first;
    if (at < 0) throw new RangeError(`${this.#where}: expected a header of at most ${SLICE} bytes`);
    for (const bytes of this.#recent) {
      if (at < bytes.length) return bytes[at] as number;
      at -= bytes.length;
    }
    return 0;
  }
}
