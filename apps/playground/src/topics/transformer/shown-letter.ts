/** A letter as it can be seen: blanks and line ends have signs. */
export function shownLetter(letter: string | undefined): string {
  if (letter === ' ') return '␣';
  if (letter === '\n') return '⏎';
  return letter ?? '';
}
