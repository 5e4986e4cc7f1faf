import type { Vocabulary } from '@dl/text';
import { type CharacterText, characterText } from '../../lstm-gru/text/corpus';

/**
 * A text as ids: nine tenths to learn from, the last tenth for development and test.
 *
 * @throws RangeError for a text whose held-out parts are shorter than `block` letters and the one behind them
 */
export function lettersOf(text: string, block: number): CharacterText {
  const least = 20 * (block + 1);
  const parts = characterText(text);
  const count = parts.train.length + parts.dev.length + parts.test.length;
  if (count >= least) return parts;
  const rule = `at least ${least} letters for windows of ${block}, of which a twentieth is held out`;
  throw new RangeError(`writing: text: expected ${rule}, got ${count}`);
}

/** A prompt as ids, and the letters of it that the text does not have, each once. */
export function readPrompt(
  vocabulary: Vocabulary,
  prompt: string,
): { readonly ids: number[]; readonly unknown: string[] } {
  const letters = [...prompt.replace(/\r\n?/g, '\n')];
  const known = letters.flatMap((letter) => vocabulary.idOf(letter) ?? []);
  const unknown = [...new Set(letters)].filter((letter) => vocabulary.idOf(letter) === undefined);
  return { ids: known.length > 0 ? known : [vocabulary.idOf('\n') ?? 0], unknown };
}

/** @throws RangeError for a prompt with letters that the text does not have */
export function expectPrompt(vocabulary: Vocabulary, prompt: string): void {
  const { unknown } = readPrompt(vocabulary, prompt);
  if (unknown.length === 0) return;
  const got = unknown.map((letter) => JSON.stringify(letter)).join(', ');
  throw new RangeError(`writing: prompt: expected letters that the text has, got ${got}`);
}
