/** What packages that stand on this one are made with: `@dl/text/extend`. */
export { expectSignal } from '../check/signal';
export { expectText, expectTexts } from '../check/text';
export { eachText } from '../check/texts';
export { allTokens, encodeText, expectTokenizer } from '../tokenizers/expect-tokenizer';
