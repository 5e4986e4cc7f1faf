import { segments } from '../vocabulary/split';
import { splitWords } from './python-text';

/**
 * How BLEU cuts sentences into words, named as in sacreBLEU: `13a` (mteval-v13a, the default of WMT), `intl` (mteval-v14, by Unicode),
 * `char`, `none` (at blanks), and `ja-segmenter`, which sacreBLEU does not have: it uses `Intl.Segmenter` where sacreBLEU uses MeCab.
 */
export type BleuTokenizer = '13a' | 'intl' | 'char' | 'none' | 'ja-segmenter';

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>' };

function to13a(text: string): string[] {
  let line = text.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
  // One after the other: `&amp;lt;` becomes `<`.
  for (const [name, character] of Object.entries(ENTITIES)) {
    line = line.replaceAll(`&${name};`, character);
  }
  line = ` ${line} `
    .replace(/[{-~[-` -&(-+:-@/]/g, ' $& ')
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])(-)/g, '$1 $2 ');
  return splitWords(line);
}

function toIntl(text: string): string[] {
  const line = text
    .replace(/(\P{N})(\p{P})/gu, '$1 $2 ')
    .replace(/(\p{P})(\P{N})/gu, ' $1 $2')
    .replace(/\p{S}/gu, ' $& ');
  return splitWords(line);
}

/** The words of a sentence by each of them. */
export const BLEU_TOKENIZERS: Readonly<Record<BleuTokenizer, (text: string) => string[]>> = {
  '13a': to13a,
  intl: toIntl,
  char: (text) => splitWords(Array.from(text).join(' ')),
  none: splitWords,
  'ja-segmenter': (text) => segments(text, 'ja').flatMap(splitWords),
};
