import { expected, expectPositiveInteger, isArrayOf } from '@dl/core/check';
import { expectIds } from '../check/text';

/** Ids as they are kept. */
export type TokenArray = Uint16Array | Uint32Array;

/** Tokens of a corpus, one after the other, of which any part can be read: `tokensInMemory`, `openTokenFile`. */
export interface TokenSource {
  /** How many tokens there are. */
  readonly length: number;
  /** Their ids are from 0 to one less than this. */
  readonly vocabSize: number;
  /** The tokens from `begin` to before `end`. */
  read(begin: number, end: number): Promise<TokenArray> | TokenArray;
  /** Ends reading. */
  close(): Promise<void>;
}

/**
 * A corpus that memory holds, two bytes a token where the vocabulary has at most 65,536.
 *
 * @throws TypeError, RangeError for what are no ids under `vocabSize`
 */
export function tokensInMemory(ids: ArrayLike<number>, vocabSize: number): TokenSource {
  const where = 'tokensInMemory';
  expectPositiveInteger(where, 'vocabSize', vocabSize, 2 ** 31);
  expectIds(where, 'ids', ids, vocabSize);
  const isKept = isArrayOf(ids, 'Uint16Array') || isArrayOf(ids, 'Uint32Array');
  const own = isKept ? (ids as TokenArray) : arrayFor(vocabSize).from(ids);
  const read = (begin: number, end: number) => {
    expectPart(where, { begin, end, length: own.length });
    return own.subarray(begin, end);
  };
  return { length: own.length, vocabSize, read, async close() {} };
}

/** The array whose elements hold ids of such a vocabulary. */
export function arrayFor(vocabSize: number): Uint16ArrayConstructor | Uint32ArrayConstructor {
  return vocabSize <= 2 ** 16 ? Uint16Array : Uint32Array;
}

/** Checks which part is read. @throws RangeError */
export function expectPart(
  where: string,
  { begin, end, length }: { begin: number; end: number; length: number },
): void {
  const isPart = Number.isInteger(begin) && Number.isInteger(end) && begin >= 0 && begin <= end;
  if (isPart && end <= length) return;
  throw new RangeError(
    expected(`${where}.read: begin, end`, `a part of the ${length} tokens`, [begin, end]),
  );
}
