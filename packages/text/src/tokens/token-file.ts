import { expected, readOptions } from '@dl/core/check';
import { crc32, type OpenFile, openSource, replaceFile, writeTo } from '@dl/core/extend';
import { expectText } from '../check/text';
import type { Texts } from '../check/texts';
import { allTokens, expectTokenizer } from '../tokenizers/expect-tokenizer';
import type { Tokenizer } from '../tokenizers/tokenizer';
import { type EncodeDocumentsOptions, idsOfDocuments, readEncodeOptions } from './encode-documents';
import { HEADER, headerBytes, readHeader, widthOf } from './token-header';
import { arrayFor, expectPart, type TokenArray, type TokenSource } from './token-source';

/** Bytes that are gathered before they are written. */
const PART = 2 ** 20;

/**
 * Tokenises documents once, into a file (Node): a corpus that is larger than memory is then read in parts, by `openTokenFile`. The file
 * takes its place when all is written; a run that is cut off leaves what was there.
 *
 * ```ts
 * await writeTokenFile('corpus.tokens', readLines(createReadStream('corpus.txt')), tokenizer, { boundary: tokenizer.size });
 * ```
 *
 * @returns how many tokens there are
 * @throws TypeError, RangeError for what is no text, by its number; Error for a file that cannot be written; the signal's reason
 */
export async function writeTokenFile(
  path: string,
  documents: Texts,
  tokenizer: Tokenizer,
  options?: EncodeDocumentsOptions,
): Promise<number> {
  const where = 'writeTokenFile';
  expectText(where, 'path', path);
  if (path === '') throw new RangeError(expected(`${where}: path`, 'the path of a file', path));
  const { vocabSize, ...own } = readEncodeOptions(where, tokenizer, options);
  const checksum = checksumOf(tokenizer);
  let length = 0;
  const write = async (file: OpenFile) => {
    await writeTo(file, new Uint8Array(HEADER));
    const part = new (arrayFor(vocabSize))(PART / widthOf(vocabSize));
    let filled = 0;
    const flush = async () => {
      await writeTo(file, bytesOf(part.subarray(0, filled)));
      filled = 0;
    };
    for await (const ids of idsOfDocuments(where, documents, tokenizer, own)) {
      for (const id of ids) {
        if (filled === part.length) await flush();
        part[filled++] = id;
      }
      length += ids.length;
    }
    await flush();
    await file.write(headerBytes({ vocabSize, length, checksum }), 0, HEADER, 0);
  };
  try {
    await replaceFile(path, write);
  } catch (cause) {
    const { code } = Object(cause) as { code?: string };
    if (code === undefined) throw cause;
    throw new Error(expected(`${where}: ${path}`, 'a file that can be written', code), { cause });
  }
  return length;
}

/**
 * Opens what `writeTokenFile` wrote: the path of a file (Node), an address that serves ranges, or a Blob. Parts are read when they are
 * asked for; the file is not taken into memory. It is the caller's to `close`.
 *
 * @param options `tokenizer`: the one that the file should be of
 * @throws RangeError for a file that is none of these, was cut short, or is of another tokenizer; TypeError, Error for one that cannot be opened
 */
export async function openTokenFile(
  source: string | URL | Blob | ArrayBuffer | Uint8Array,
  options?: { tokenizer?: Tokenizer | undefined },
): Promise<TokenSource> {
  const where = 'openTokenFile';
  const { tokenizer } = readOptions(where, options, { tokenizer: expectTokenizer });
  const bytes = await openSource(where, source);
  try {
    const at = `${where}: ${bytes.where}`;
    const begin = await bytes.read(0, Math.min(HEADER, bytes.size));
    const { vocabSize, length, checksum } = readHeader(at, begin, bytes.size);
    if (tokenizer !== undefined && checksumOf(tokenizer) !== checksum) {
      throw new RangeError(`${at}: expected tokens of this tokenizer, got those of another`);
    }
    const width = widthOf(vocabSize);
    const read = async (begin: number, end: number): Promise<TokenArray> => {
      expectPart(where, { begin, end, length });
      const part = await bytes.read(HEADER + width * begin, HEADER + width * end);
      const ids = new (arrayFor(vocabSize))(part.buffer, part.byteOffset, end - begin);
      for (const [i, id] of ids.entries()) {
        if (id < vocabSize) continue;
        throw new RangeError(expected(`${at}: token ${begin + i}`, `an id under ${vocabSize}`, id));
      }
      return ids;
    };
    return { length, vocabSize, read, close: () => bytes.close() };
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

function checksumOf(tokenizer: Tokenizer): number {
  return crc32(new TextEncoder().encode(JSON.stringify(allTokens(tokenizer))));
}

function bytesOf({ buffer, byteOffset, byteLength }: TokenArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
