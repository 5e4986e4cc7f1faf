import { expected } from '@dl/core/check';

/** Tokens that stand for no word. A name that is left out is not there; the order of the names is that of their ids. */
export interface SpecialTokens {
  /** Fills short rows of a batch. */
  readonly pad?: string;
  /** Stands before a sentence. */
  readonly sos?: string;
  /** Stands behind a sentence. */
  readonly eos?: string;
  /** Stands for what the vocabulary does not know. */
  readonly unk?: string;
}

/** What vocabularies begin with if nothing else is said. */
export const SPECIAL: SpecialTokens = /* @__PURE__ */ Object.freeze({
  pad: '<pad>',
  sos: '<sos>',
  eos: '<eos>',
  unk: '<unk>',
});

const NAMES = ['pad', 'sos', 'eos', 'unk'];

/** Checks the special tokens of a vocabulary, which may come out of a file. */
export function expectSpecial(where: string, name: string, value: unknown): void {
  const place = `${where}: ${name}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(expected(place, 'texts by pad, sos, eos and unk', value));
  }
  const tokens = Object.entries(value).filter(([, token]) => token !== undefined);
  for (const [key, token] of tokens) {
    if (!NAMES.includes(key)) {
      throw new TypeError(expected(place, 'names of pad, sos, eos and unk', key));
    }
    if (typeof token !== 'string' || token === '') {
      throw new TypeError(expected(`${place}.${key}`, 'a text', token));
    }
  }
  const texts = tokens.map(([, token]) => token as string);
  if (new Set(texts).size === texts.length) return;
  throw new RangeError(expected(place, 'different texts', texts));
}
