import { MOST_WORDS } from './settings';

/** A typed sentence in words and marks, lower case; what is over the most is left out. */
export function tokensOf(sentence: string): string[] {
  const found = sentence.toLowerCase().match(/[\p{L}\p{N}'’-]+|[.,?!]/gu) ?? [];
  return found.slice(0, MOST_WORDS);
}
