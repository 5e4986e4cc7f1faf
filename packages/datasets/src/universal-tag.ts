import { expected } from '@dl/core/check';

/** The parts of speech of Petrov, Das and McDonald: A universal part-of-speech tagset (2012). */
export const UNIVERSAL_TAGS = [
  ...['NOUN', 'VERB', 'ADJ', 'ADV', 'PRON', 'DET'],
  ...['ADP', 'NUM', 'CONJ', 'PRT', '.', 'X'],
] as const;

/** One of them. */
export type UniversalTag = (typeof UNIVERSAL_TAGS)[number];

/** By the base of a Brown tag, without what follows it: `bedz` and `be` are both under `be`. */
const BY_BASE: readonly (readonly [UniversalTag, RegExp])[] = [
  ['NOUN', /^(n[nrp]s?|pn)$/],
  ['VERB', /^(be[a-z]*|do[a-z]*|hv[a-z]*|md|vb[a-z]?)$/],
  ['ADJ', /^(jj[rst]?|ap|od)$/],
  ['ADV', /^(rb[rt]?|rn|ql|qlp|wrb|wql|\*)$/],
  ['PRON', /^(pp[a-z]*|wp[os])$/],
  ['DET', /^(at|dt[isx]?|ab[lnx]|wdt)$/],
  ['ADP', /^(in|cs)$/],
  ['NUM', /^cd$/],
  ['CONJ', /^cc$/],
  ['PRT', /^(rp|to|ex|uh)$/],
  ['.', /^(\.|,|:|\(|\)|--|'|''|``)$/],
  ['X', /^nil$/],
];

/**
 * The universal part of speech of a Brown tag (its second letters and suffixes are finer than what is wanted here).
 * Titles, headlines and citations (`-tl`, `-hl`, `-nc`), the possessive `$` and the negation `*` make no difference; of a
 * word with two tags (`it's`, `pps+bez`) the first counts; a foreign word (`fw-`) is `X`; a possessive pronoun is a
 * determiner.
 *
 * @throws Error for a tag that there is not, TypeError for what is no text
 */
export function universalTag(tag: string): UniversalTag {
  if (typeof tag !== 'string') throw new TypeError(expected('universalTag: tag', 'a text', tag));
  if (tag.startsWith('fw-')) return 'X';
  if (/^(pp|wp)\$(?!\$)/.test(tag)) return 'DET';
  const [first = ''] = tag.split('+');
  const plain = first.replace(/(-(tl|hl|nc|t|n))+$/, '');
  const base = plain.length > 1 ? plain.replace(/[$*]+$/, '') : plain;
  const found = BY_BASE.find(([, pattern]) => pattern.test(base));
  if (found) return found[0];
  throw new Error(expected('universalTag: tag', 'one of the Brown corpus', tag));
}
