/** Words, numbers and marks of an utterance, in lower case, with blanks between. */
export function wordsOf(utterance: string): string {
  const found = utterance.toLowerCase().match(/\p{L}+(?:['’]\p{L}+)*|\d+|[^\s\p{L}\d]/gu);
  return (found ?? []).join(' ');
}

/** Words as a sentence: marks stand close to what is before them. */
export function sentenceOf(words: string): string {
  return words.replace(/ ([.,!?:;])/g, '$1');
}
