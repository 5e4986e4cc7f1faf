import { expected } from '@dl/core/check';
import { Gunzip } from 'fflate';
import { eachPart, type Parts } from './bytes';

/**
 * What a gzip file holds, part by part, by `fflate`, which is installed beside this package: also of several that were put together,
 * which browsers' own streams refuse.
 *
 * ```ts
 * for await (const line of readLines(gunzip(createReadStream('corpus.txt.gz')))) count(line);
 * ```
 *
 * @throws TypeError for text parts; RangeError if the data is not gzip or was cut short
 */
export async function* gunzip(source: Parts): AsyncGenerator<Uint8Array, void, void> {
  const where = 'gunzip';
  const ready: Uint8Array[] = [];
  let isWhole = false;
  const stream = new Gunzip((bytes, final) => {
    if (bytes.length > 0) ready.push(bytes);
    isWhole = final;
  });
  const push = (bytes: Uint8Array, final: boolean): void => {
    try {
      stream.push(bytes, final);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new RangeError(`${where}: expected a whole gzip file, got another: ${message}`);
    }
  };
  let count = 0;
  for await (const part of eachPart(where, source)) {
    if (typeof part === 'string') throw new TypeError(expected(where, 'bytes', part));
    if (part.length === 0) continue;
    count += part.length;
    push(part.slice(), false);
    yield* ready.splice(0);
  }
  if (count === 0) throw new RangeError(`${where}: expected a gzip file, got nothing`);
  push(new Uint8Array(0), true);
  yield* ready.splice(0);
  if (!isWhole) throw new RangeError(`${where}: expected a whole gzip file, got its beginning`);
}
