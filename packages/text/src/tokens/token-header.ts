import { expected } from '@dl/core/check';

/** Bytes in front of the tokens. */
export const HEADER = 32;

const MAGIC = 'dltokens';
const VERSION = 1;

/** What stands in front of a file's tokens. */
export interface TokenHeader {
  readonly vocabSize: number;
  readonly length: number;
  /** CRC-32 of the tokenizer's tokens. */
  readonly checksum: number;
}

/** Bytes of a token. */
export function widthOf(vocabSize: number): 2 | 4 {
  return vocabSize <= 2 ** 16 ? 2 : 4;
}

/** A header as 32 bytes: `dltokens`, version, bytes a token, vocabulary, checksum, tokens in all (64 bits), little-endian. */
export function headerBytes({ vocabSize, length, checksum }: TokenHeader): Uint8Array {
  const bytes = new Uint8Array(HEADER);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(8, VERSION, true);
  view.setUint32(12, widthOf(vocabSize), true);
  view.setUint32(16, vocabSize, true);
  view.setUint32(20, checksum, true);
  view.setBigUint64(24, BigInt(length), true);
  return bytes;
}

/** Reads it, of a file of so many bytes. @throws RangeError for another file, and one that was cut short */
export function readHeader(where: string, bytes: Uint8Array, size: number): TokenHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isOurs = bytes.length >= HEADER && new TextDecoder().decode(bytes.subarray(0, 8)) === MAGIC;
  if (!isOurs) {
    throw new RangeError(`${where}: expected a file of writeTokenFile, got another one`);
  }
  const version = view.getUint32(8, true);
  if (version !== VERSION)
    throw new RangeError(expected(`${where}: version`, `${VERSION}`, version));
  const vocabSize = view.getUint32(16, true);
  const width = view.getUint32(12, true);
  if (vocabSize === 0 || vocabSize > 2 ** 31 || width !== widthOf(vocabSize)) {
    const rule = 'ids of 2 bytes, or of 4 for more than 65,536 of them';
    throw new RangeError(expected(where, rule, { vocabSize, width }));
  }
  const length = Number(view.getBigUint64(24, true));
  if (!Number.isSafeInteger(length) || size !== HEADER + width * length) {
    throw new RangeError(expected(`${where}: bytes`, `${HEADER + width * length}`, size));
  }
  return { vocabSize, length, checksum: view.getUint32(20, true) };
}
