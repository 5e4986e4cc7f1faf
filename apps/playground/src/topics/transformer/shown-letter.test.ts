import { expect, test } from 'vitest';
import { shownLetter } from './shown-letter';

test('blanks and line ends have signs', () => {
  expect([' ', '\n', 'a', undefined].map(shownLetter)).toEqual(['␣', '⏎', 'a', '']);
});
