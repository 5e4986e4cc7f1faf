import { expected } from '@dl/core/check';

/** @throws TypeError `tableLines: head.1: expected a text, got 3` */
export function expectTexts(where: string, texts: unknown): void {
  if (!Array.isArray(texts)) throw new TypeError(expected(where, 'an array of texts', texts));
  texts.forEach((text, i) => {
    if (typeof text !== 'string') throw new TypeError(expected(`${where}.${i}`, 'a text', text));
  });
}
