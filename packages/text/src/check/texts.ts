import { expected } from '@dl/core/check';

/** Texts one after the other: an array, or a stream of them such as `readLines` gives. */
export type Texts = Iterable<string> | AsyncIterable<string>;

/** What gives its items one after the other. @throws TypeError for anything else, a single text too */
export function eachText(where: string, texts: Texts): Texts {
  const own = Object(texts) as Partial<Iterable<string> & AsyncIterable<string>>;
  const each = own[Symbol.asyncIterator] ?? own[Symbol.iterator];
  if (typeof texts === 'object' && typeof each === 'function') return texts;
  throw new TypeError(expected(`${where}: texts`, 'texts, one after the other', texts));
}
