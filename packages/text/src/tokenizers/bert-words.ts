/** A word as BERT reads it: normalised, with where each of its characters comes from in the text. */
export interface BertWord {
  readonly characters: string[];
  /** Of each character the code units of the text that it comes from. */
  readonly starts: number[];
  readonly ends: number[];
}

/** What BERT does to a text before it cuts words into pieces. */
export interface BertRules {
  readonly lowercase: boolean;
  readonly stripAccents: boolean;
  readonly splitChinese: boolean;
}

/** Other controls that are blank elsewhere, such as U+0085, go without a trace. */
const BLANK = /[\t\n\r\p{Z}]/u;
const REMOVED = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\ufffd]/u;
const PUNCTUATION = /[!-/:-@[-`{-~\p{P}]/u;
/** CJK ideographs: a word each. Kana and Hangul are not among them. */
const CHINESE =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/u;

/**
 * Cuts a text into BERT's words: control characters go, accents and case as the rules say, and punctuation and ideographs stand
 * alone (Devlin et al., 2019; google-research/bert, `tokenization.py`).
 */
export function bertWords(text: string, from: number, to: number, rules: BertRules): BertWord[] {
  const words: BertWord[] = [];
  let word: BertWord | undefined;
  for (let at = from; at < to; ) {
    const point = text.codePointAt(at) as number;
    const start = at;
    at += point > 0xffff && at + 1 < to ? 2 : 1;
    const character = text.slice(start, at);
    if (BLANK.test(character)) {
      word = undefined;
      continue;
    }
    if (REMOVED.test(character)) continue;
    for (const own of normalised(character, rules)) {
      const alone = PUNCTUATION.test(own) || (rules.splitChinese && CHINESE.test(own));
      if (word === undefined || alone) {
        word = { characters: [], starts: [], ends: [] };
        words.push(word);
      }
      word.characters.push(own);
      word.starts.push(start);
      word.ends.push(at);
      if (alone) word = undefined;
    }
  }
  return words;
}

function normalised(character: string, { lowercase, stripAccents }: BertRules): Iterable<string> {
  let own = character;
  if (stripAccents) own = own.normalize('NFD').replace(/\p{Mn}/gu, '');
  return lowercase ? own.toLowerCase() : own;
}
